/** Keeping: what a page needs when the network is gone, and a screen that does not fall asleep. */

/**
 * Let a service worker keep this page, all it was made of, and the addresses given later; returns how to give them.
 * Where there are no service workers, nothing is kept.
 */
export function keepOffline(worker, scope) {
  if (!navigator.serviceWorker) {
    return () => {};
  }
  const kept = new Set();
  const tell = async (addresses) => {
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage(addresses);
  };
  const keep = (addresses) => {
    const unknown = addresses.filter((address) => !kept.has(address));
    unknown.forEach((address) => kept.add(address));
    if (unknown.length > 0) {
      tell(unknown);
    }
  };
  const keepThis = () => {
    const parts = performance.getEntriesByType("resource").map((part) => new URL(part.name).pathname);
    keep([location.pathname, ...parts.filter((path) => !path.startsWith("/live/"))]);
  };
  navigator.serviceWorker.register(worker, { scope }).catch(() => {}); // refused in private windows: nothing is kept
  if (document.readyState === "complete") {
    keepThis();
  } else {
    window.addEventListener("load", keepThis);
  }
  return keep;
}

/** Ask that this screen stays awake, again whenever it comes back into sight; only some browsers can. */
export function keepAwake() {
  const ask = () => {
    if (!document.hidden) {
      navigator.wakeLock?.request("screen").catch(() => {}); // refused on low battery: then the screen may sleep
    }
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
