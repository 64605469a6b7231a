/** The frame of a large upload on its page: a file to choose, how far it is, and pause, resume and cancel. */

const AGAIN = 5_000;
const UNDER_WAY = ["sending", "waiting", "paused"];
const frames = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".large-upload");
  const frame = frames.get(root) ?? openFrame(root);
  frames.set(root, frame);
  frame.update(data, (phase) => setTriggerValue("changed", phase));
  return frame.stop;
}

function openFrame(root) {
  const [choose, file, state, bar, says, tools] = ["choose", "file", "state", "bar", "says", "tools"].map((name) =>
    root.querySelector(`.${name}`),
  );
  let page = null;
  let changed = null;
  let uploading = null;
  let last = { phase: "idle" };
  let stopHearing = () => {};
  let timer = 0;
  let stopped = false;

  const load = async () => {
    try {
      const module = await import(new URL("/assets/live/uploading.js", window.location.origin));
      if (!stopped) {
        uploading = module;
        stopHearing = module.hear(show);
      }
    } catch {
      timer = setTimeout(load, AGAIN); // no network: the file cannot be sent yet either
    }
  };
  const show = (news) => {
    const before = last.phase;
    last = news;
    draw();
    if (before !== news.phase && UNDER_WAY.includes(before) && !UNDER_WAY.includes(news.phase)) {
      changed(news.phase);
    }
  };
  const draw = () => {
    const here = UNDER_WAY.includes(last.phase);
    const elsewhere = !here && page.upload?.state === "arriving";
    const [sent, whole] = here ? [last.sent, last.whole] : [page.upload?.arrived ?? 0, page.upload?.whole ?? 1];
    root.dataset.phase = here ? last.phase : elsewhere ? "broken" : "idle";
    choose.hidden = here || !uploading;
    bar.hidden = !here && !elsewhere;
    bar.value = whole ? (sent * 100) / whole : 0;
    bar.setAttribute("aria-label", say("large_upload.progress"));
    const facts = { name: here ? last.name : (page.upload?.name ?? ""), sent: size(sent), whole: size(whole) };
    const spoken = here ? last.phase : elsewhere ? "broken" : "idle";
    state.textContent = spoken === "idle" ? "" : say(`large_upload.state.${spoken}`, facts);
    choose.querySelector("span").textContent = say(elsewhere ? "large_upload.choose_again" : "large_upload.choose");
    says.textContent = here ? "" : last.phase === "ended" ? say("large_upload.ended") : (last.says ?? "");
    says.hidden = !says.textContent;
    for (const button of tools.children) {
      const name = button.className;
      button.textContent = say(`large_upload.tool.${name}`);
      button.hidden = !(
        { pause: last.phase === "sending", resume: ["paused", "waiting"].includes(last.phase), cancel: here || elsewhere }
      )[name];
    }
  };
  const say = (key, facts = {}) => page.words[key][0].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const size = (bytes) => {
    const [unit, share] = bytes < 1e9 ? ["megabyte", 1e6] : ["gigabyte", 1e9];
    const digits = bytes < 1e7 || unit === "gigabyte" ? 1 : 0;
    const options = { style: "unit", unit, minimumFractionDigits: digits, maximumFractionDigits: digits };
    return new Intl.NumberFormat(page.locale, options).format(bytes / share);
  };
  file.addEventListener("change", () => {
    if (file.files.length) {
      uploading.send(file.files[0], page.locale);
      file.value = "";
    }
  });
  tools.addEventListener("click", ({ target }) => {
    const actions = { pause: () => uploading.pause(), resume: () => uploading.resume(), cancel: giveUp };
    actions[target.className]?.();
  });
  const giveUp = async () => {
    const tellAlso = !UNDER_WAY.includes(last.phase); // else the change of phase tells it
    await uploading.cancel(page.upload?.id, page.locale).catch(() => {});
    if (tellAlso) {
      changed("cancelled");
    }
  };
  queueMicrotask(load);
  return {
    update(data, teller) {
      page = data;
      changed = teller;
      draw();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      stopHearing();
    },
  };
}
