// Shows the console in a frame of a notebook's cell, and passes on what it and the kernel say to each other.
// Where no kernel answers, it shows the run as it was recorded.

const PATIENCE_MS = 4000;

function render({ model, el }) {
  const view = String(Math.random()); // several cells may show one machine
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts allow-downloads";
  frame.title = "markone console";
  frame.style.cssText = "width: 100%; height: 720px; border: 0";
  frame.srcdoc = model.get("live_page");
  let silent = setTimeout(() => { frame.srcdoc = model.get("recorded_page"); }, PATIENCE_MS);

  const asked = (event) => {
    if (event.source === frame.contentWindow && event.data?.do) model.send({ view, message: event.data });
  };
  const told = (said, buffers = []) => {
    if (said.view && said.view !== view) return;
    clearTimeout(silent);
    const [frameBytes] = buffers;
    const bytes = frameBytes?.buffer?.slice(frameBytes.byteOffset, frameBytes.byteOffset + frameBytes.byteLength);
    frame.contentWindow?.postMessage(bytes ?? said.message, "*");
  };
  addEventListener("message", asked);
  model.on("msg:custom", told);
  el.append(frame);
  return () => {
    clearTimeout(silent);
    removeEventListener("message", asked);
    model.off("msg:custom", told);
  };
}

export default { render };
