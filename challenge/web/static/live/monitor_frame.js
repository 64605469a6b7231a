/** The frame of a monitor on its page: loads the renderer, and opens the monitor once whatever the page draws again. */

const AGAIN = 5_000;
const frames = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const box = parentElement.querySelector(".monitor");
  const frame = frames.get(box) ?? openFrame(box);
  frames.set(box, frame);
  frame.update(data, (seen) => setTriggerValue("moved", seen));
  return frame.stop;
}

function openFrame(box) {
  let page = null;
  let moved = null;
  let monitor = null;
  let timer = 0;
  let stopped = false;
  const load = async () => {
    try {
      const { openMonitor } = await import(new URL("/assets/live/monitor.js", window.location.origin));
      if (!stopped) {
        monitor = openMonitor(box, page, (seen) => moved(seen));
      }
    } catch {
      timer = setTimeout(load, AGAIN); // no network: the words beneath the monitor say what is on screen
    }
  };
  queueMicrotask(load);
  return {
    update(data, hearer) {
      page = data;
      moved = hearer;
      monitor?.update(data, hearer);
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      monitor?.stop();
    },
  };
}
