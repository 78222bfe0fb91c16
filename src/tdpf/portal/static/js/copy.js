// A button that copies the code beside it. Without JavaScript the text is simply selected by hand.
export function start(box) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--outline button--small code__copy";
  button.textContent = box.dataset.textCopy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(box.querySelector("code").textContent);
    button.textContent = box.dataset.textCopied;
    setTimeout(() => (button.textContent = box.dataset.textCopy), 2000);
  });
  if (navigator.clipboard) box.append(button);
}
