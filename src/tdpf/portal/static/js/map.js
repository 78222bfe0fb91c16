// The interactive map: loaded when it comes near the view, drawn over the picture from the server.
import { featuresOf, tilesOf } from "./map-sources.js";

const MOST_FEATURES = 3000; // more than these come as tiles
const COLOURS = {
  ground: "#eef3fb",
  grid: "#d3deee",
  gridText: "#51607a",
  name: "#26324a",
  dot: "#2f55d4",
  dotEdge: "#ffffff",
  cluster: "#0b2a8f",
};

export function start(box) {
  if (!box.dataset.library) return;
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      draw(box).catch((error) => fail(box, error));
    },
    { rootMargin: "300px" },
  );
  observer.observe(box);
}

function fail(box, error) {
  console.info("map:", error);
  const canvas = box.querySelector("[data-canvas]");
  canvas.hidden = true;
  box.querySelector(".map__drawing").hidden = false;
  box.querySelector("[data-status]").textContent = box.dataset.textFailed;
}

async function draw(box) {
  const folder = box.dataset.library;
  const isMuch = Number(box.dataset.located) > MOST_FEATURES || "shapes" in box.dataset;
  const find = isMuch ? tilesOf : featuresOf;
  const [library, found] = await Promise.all([
    import(`${folder}maplibre-gl.mjs`),
    find(box),
    addStyles(`${folder}maplibre-gl.css`),
  ]);
  if (!found) return;
  const canvas = box.querySelector("[data-canvas]");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  canvas.hidden = false;
  const map = new library.Map({
    container: canvas,
    style: style(found, JSON.parse(box.dataset.labels)),
    bounds: found.mainBounds,
    fitBoundsOptions: { padding: 32, maxZoom: 14 },
    maxZoom: 18,
    minZoom: 4,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: matchMedia("(pointer: coarse)").matches,
    fadeDuration: still ? 0 : 200,
    locale: {
      "Map.Title": box.dataset.textLabel,
      "NavigationControl.ZoomIn": box.dataset.textZoomIn,
      "NavigationControl.ZoomOut": box.dataset.textZoomOut,
      "Popup.Close": box.dataset.textClose,
      "CooperativeGesturesHandler.WindowsHelpText": box.dataset.textScroll,
      "CooperativeGesturesHandler.MacHelpText": box.dataset.textScroll,
      "CooperativeGesturesHandler.MobileHelpText": box.dataset.textScroll,
    },
  });
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new library.ScaleControl({ maxWidth: 120 }), "bottom-left");
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const places = new Places(library, map, box, still, found);
  places.listen();
  offerAll(map, box, found, still);
  await map.once("idle");
  box.querySelector(".map__drawing").hidden = true;
  box.dataset.ready = "true";
}

function addStyles(href) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = resolve;
    link.onerror = () => reject(new Error(href));
    document.head.append(link);
  });
}

const IS_POINT = ["==", ["geometry-type"], "Point"];
const SHAPES = ["areas", "lines"];

// Areas and lines, which come from tiles alone.
function shapeLayers(found) {
  const of = (type) => ({ ...found.everyPoint, filter: ["==", ["geometry-type"], type] });
  const line = { "line-color": COLOURS.cluster, "line-width": ["interpolate", ["linear"], ["zoom"], 9, 1, 15, 2.5] };
  return [
    { id: "areas", type: "fill", ...of("Polygon"), paint: { "fill-color": COLOURS.dot, "fill-opacity": 0.3 } },
    { id: "borders", type: "line", ...of("Polygon"), paint: line },
    { id: "lines", type: "line", ...of("LineString"), paint: line },
  ];
}

// Clusters, single places, a graticule and the names of municipalities: nothing from outside.
function style(found, labels) {
  return {
    version: 8,
    sources: {
      ...found.sources,
      grid: { type: "geojson", data: graticule() },
      names: { type: "geojson", data: namePoints(labels) },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": COLOURS.ground } },
      { id: "grid", type: "line", source: "grid", paint: { "line-color": COLOURS.grid, "line-width": 1 } },
      ...shapeLayers(found),
      {
        id: "all",
        type: "circle",
        ...found.everyPoint,
        filter: IS_POINT,
        maxzoom: 14,
        paint: {
          "circle-color": COLOURS.dot,
          "circle-opacity": 0.28,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 8, 1.8, 13, 3.5],
        },
      },
      {
        id: "names",
        type: "symbol",
        source: "names",
        minzoom: 7.5,
        layout: { "text-field": ["get", "name"], "text-size": ["interpolate", ["linear"], ["zoom"], 8, 11, 13, 16], "text-padding": 3 },
        paint: { "text-color": COLOURS.name, "text-halo-color": COLOURS.ground, "text-halo-width": 2 },
      },
      {
        id: "clusters",
        type: "circle",
        ...found.places,
        filter: ["has", "point_count"],
        paint: {
          "circle-color": COLOURS.cluster,
          "circle-opacity": 0.82,
          "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "point_count"]], 1, 10, 8, 15, 30, 26],
          "circle-stroke-color": COLOURS.dotEdge,
          "circle-stroke-width": 1,
        },
      },
      {
        id: "counts",
        type: "symbol",
        ...found.places,
        filter: ["has", "point_count"],
        layout: { "text-field": found.countText, "text-size": 12, "text-allow-overlap": true, "text-padding": 9 },
        paint: { "text-color": "#ffffff" },
      },
      {
        id: "places",
        type: "circle",
        ...found.places,
        filter: ["all", IS_POINT, ["!", ["has", "point_count"]]],
        paint: {
          "circle-color": COLOURS.dot,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 9, 4.5, 15, 8],
          "circle-stroke-color": COLOURS.dotEdge,
          "circle-stroke-width": 1.5,
        },
      },
    ],
  };
}

function namePoints(labels) {
  const features = labels.map(([name, lon, lat]) => ({
    type: "Feature",
    properties: { name },
    geometry: { type: "Point", coordinates: [lon, lat] },
  }));
  return { type: "FeatureCollection", features };
}

function graticule() {
  const step = 0.1;
  const lines = [];
  for (let n = 0; n <= 180; n += 1) {
    const lon = 136 + n * step;
    if (lon <= 154) lines.push([[lon, 20], [lon, 37]]);
    const lat = 20 + n * step;
    if (lat <= 37) lines.push([[136, lat], [154, lat]]);
  }
  const features = lines.map((coordinates) => ({
    type: "Feature",
    properties: {},
    geometry: { type: "LineString", coordinates },
  }));
  return { type: "FeatureCollection", features };
}

// A button that shows everything, where the first view leaves something out.
function offerAll(map, box, found, still) {
  const everything = found.bounds;
  if (`${everything}` === `${found.mainBounds}`) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--outline button--small map__all";
  button.textContent = box.dataset.textAll;
  button.addEventListener("click", () => map.fitBounds(everything, { padding: 32, animate: !still }));
  box.querySelector(".map__frame").append(button);
}

// What happens when a person chooses a cluster, a place, or a name in the list.
class Places {
  constructor(library, map, box, still, found) {
    Object.assign(this, { library, map, box, still, found });
  }

  listen() {
    const { map } = this;
    map.on("click", "clusters", (event) => this.open(event.features[0]));
    map.on("click", "places", (event) => this.choose(event.features[0]));
    map.on("click", (event) => {
      if (map.queryRenderedFeatures(event.point, { layers: ["places", "clusters"] }).length) return;
      const [shape] = map.queryRenderedFeatures(event.point, { layers: SHAPES });
      if (shape) this.choose(shape, event.lngLat);
    });
    for (const layer of ["clusters", "places", ...SHAPES]) {
      map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
      map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
    }
    map.getCanvas().addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // else the same press closes the popup that just took the focus
      this.showCentre();
    });
    for (const item of this.box.querySelectorAll("[data-lon]")) this.link(item);
  }

  async open(cluster) {
    const zoom = await this.found.zoomInto(cluster, this.map);
    this.go(cluster.geometry.coordinates, Math.min(zoom + 0.2, 17));
  }

  go(center, zoom) {
    this.map[this.still ? "jumpTo" : "easeTo"]({ center, zoom });
  }

  showCentre() {
    const { x, y } = this.map.project(this.map.getCenter());
    const near = [[x - 30, y - 30], [x + 30, y + 30]];
    const layers = ["places", "clusters", ...SHAPES];
    const [found] = this.map.queryRenderedFeatures(near, { layers });
    if (!found) return;
    if (found.properties.point_count) this.open(found);
    else this.choose(found, found.geometry.type === "Point" ? undefined : this.map.getCenter());
  }

  // A shape has no one place: its popup stands where a person pointed.
  async choose(feature, at) {
    const properties = await this.found.propertiesOf(feature);
    const geometry = at ? { coordinates: [at.lng, at.lat] } : feature.geometry;
    this.show({ properties, geometry });
  }

  show(feature) {
    const { name, detail, dataset } = this.box.dataset;
    const text = document.createElement("div");
    this.add(text, "popup__name", feature.properties[name] || this.box.dataset.textUnnamed);
    if (detail && feature.properties[detail]) this.add(text, "popup__detail", feature.properties[detail]);
    if (dataset && feature.properties[dataset]) {
      const link = document.createElement("a");
      link.href = `/datasets/${encodeURIComponent(feature.properties[dataset])}`;
      link.textContent = this.box.dataset.textOpen;
      text.append(link);
    }
    new this.library.Popup({ focusAfterOpen: true, offset: 10 })
      .setLngLat(feature.geometry.coordinates)
      .setDOMContent(text)
      .addTo(this.map);
  }

  add(parent, className, text) {
    const line = document.createElement("p");
    line.className = className;
    line.textContent = text;
    parent.append(line);
  }

  // A name in the list becomes a button that shows its place on the map.
  link(item) {
    const label = item.querySelector(".places__name");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "places__button";
    button.textContent = label.textContent;
    label.replaceChildren(button);
    const { lon, lat } = item.dataset;
    button.addEventListener("click", () => {
      const center = [Number(lon), Number(lat)];
      this.go(center, 16);
      const { name, detail } = this.box.dataset;
      const properties = { [name]: button.textContent };
      if (item.dataset.from) properties[this.box.dataset.dataset] = item.dataset.from;
      if (detail) properties[detail] = item.querySelector(".places__detail")?.textContent;
      this.show({ properties, geometry: { coordinates: center } });
    });
  }
}
