// Loads the module of each component that stands on the page. Everything works without it.
for (const element of document.querySelectorAll("[data-module]")) {
  const { start } = await import(`./${element.dataset.module}.js`);
  start(element);
}
