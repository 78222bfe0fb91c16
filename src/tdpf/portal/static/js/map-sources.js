// Where the map's places come from: all of them at once, or tiles of what is in view.
const MAINLAND = { minLon: 138.9, minLat: 35.4, maxLon: 140.0, maxLat: 35.95 };
const ALONE_FROM = 14; // the zoom from which tiles hold every point by itself
const CELL = 64; // pixels: points of a cell of this size are one circle with their number

// Every place of the table as GeoJSON; null when there is none.
export async function featuresOf(box) {
  const data = await fetchJson(box.dataset.features, "application/geo+json");
  data.features = data.features.filter((feature) => feature.geometry);
  if (!data.features.length) return null;
  const points = data.features.map((feature) => feature.geometry.coordinates);
  return {
    sources: {
      places: { type: "geojson", data, cluster: true, clusterRadius: 44, clusterMaxZoom: ALONE_FROM - 1 },
      all: { type: "geojson", data },
    },
    places: { source: "places" },
    everyPoint: { source: "all" },
    countText: ["get", "point_count_abbreviated"],
    bounds: boundsOf(points),
    mainBounds: mainBoundsOf(points),
    zoomInto: (cluster, map) => map.getSource("places").getClusterExpansionZoom(cluster.properties.cluster_id),
    propertiesOf: async (feature) => feature.properties,
  };
}

// Vector tiles of the table's current version: counts at low zooms, every place from zoom 14.
export async function tilesOf(box) {
  const layer = await fetchJson(`${box.dataset.tiles}&cluster=${CELL}`, "application/json");
  const [west, south, east, north] = layer.bounds;
  const [template] = layer.tiles;
  const tiles = [location.origin + template.slice(template.indexOf("/api/"))];
  const { minzoom, maxzoom, bounds } = layer;
  const places = { source: "places", "source-layer": layer.vector_layers[0].id };
  return {
    sources: { places: { type: "vector", tiles, minzoom, maxzoom, bounds } },
    places,
    everyPoint: places,
    countText: countText(["get", "point_count"]),
    bounds: [[west, south], [east, north]],
    mainBounds: mainPartOf(west, south, east, north),
    zoomInto: async (cluster, map) => Math.min(map.getZoom() + 2, ALONE_FROM),
    propertiesOf: (feature) => recordOf(box, feature),
  };
}

async function fetchJson(url, accept) {
  const answer = await fetch(url, { headers: { Accept: accept } });
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  return answer.json();
}

// 980, 1.2k, 35k: as short as on the circles of a small table.
function countText(count) {
  const tenths = ["/", ["round", ["/", count, 100]], 10];
  const thousands = ["round", ["/", count, 1000]];
  return [
    "step", count, ["to-string", count],
    1000, ["concat", ["to-string", tenths], "k"],
    10000, ["concat", ["to-string", thousands], "k"],
  ];
}

// What a popup shows; low zooms leave names out of the tiles, so they are asked for.
async function recordOf(box, feature) {
  if (feature.properties[box.dataset.name] !== undefined) return feature.properties;
  const url = new URL(box.dataset.features, location.href);
  url.pathname = url.pathname.replace(/\.geojson$/, ".json");
  url.searchParams.set("_row", feature.id);
  url.searchParams.set("limit", "1");
  const page = await fetchJson(url, "application/json");
  return page.records[0] ?? feature.properties;
}

// The first view: the mainland when anything lies there, so that far islands do not shrink it.
function mainBoundsOf(points) {
  const inside = points.filter(
    ([lon, lat]) =>
      lon > MAINLAND.minLon && lon < MAINLAND.maxLon && lat > MAINLAND.minLat && lat < MAINLAND.maxLat,
  );
  return boundsOf(inside.length ? inside : points);
}

function mainPartOf(west, south, east, north) {
  const low = [Math.max(west, MAINLAND.minLon), Math.max(south, MAINLAND.minLat)];
  const high = [Math.min(east, MAINLAND.maxLon), Math.min(north, MAINLAND.maxLat)];
  const meets = low[0] <= high[0] && low[1] <= high[1];
  return meets ? [low, high] : [[west, south], [east, north]];
}

function boundsOf(points) {
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const point of points)
    for (const axis of [0, 1]) {
      low[axis] = Math.min(low[axis], point[axis]);
      high[axis] = Math.max(high[axis], point[axis]);
    }
  return [low, high];
}
