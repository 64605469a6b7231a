/** The announcer: says something aloud to whoever listens to the page, and not more often than is bearable. */

const BETWEEN = 10_000;

/** A function that puts a sentence into a polite live region, at most once in ten seconds; the newest wins. */
export function announcer(region) {
  let saidAt = -Infinity;
  let next = null;
  let timer = 0;
  const speak = () => {
    timer = 0;
    saidAt = Date.now();
    region.textContent = next;
  };
  return (sentence) => {
    next = sentence;
    timer ||= setTimeout(speak, Math.max(0, saidAt + BETWEEN - Date.now()));
  };
}
