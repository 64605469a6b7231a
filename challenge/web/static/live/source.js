/** The source: one stream of an edition, opened anew by itself whenever it breaks. */

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;
/** The server says something every 15 s; beyond this the stream is dead, whatever the browser believes. */
export const SILENCE = 20_000;

/**
 * Listen to an edition until the function returned is called; tells of the server's clock at first, of each snapshot
 * (as text, and whether it was sent because something changed), of each beat, and of each time that nobody answered.
 */
export function listen(edition, { clock, snapshot, beat, lost }) {
  let source = null;
  let timer = 0;
  let failures = 0;

  const open = () => {
    let pushed = false;
    source = new EventSource(`/live/${encodeURIComponent(edition)}/events`);
    source.addEventListener("snapshot", (event) => {
      failures = 0;
      expectMore();
      snapshot(event.data, pushed);
      pushed = true;
    });
    source.addEventListener("clock", (event) => clock(event.data));
    source.addEventListener("beat", () => {
      expectMore();
      beat();
    });
    source.addEventListener("error", fail);
    expectMore();
  };
  const expectMore = () => wait(fail, SILENCE);
  const fail = () => {
    close();
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
    failures += 1;
    wait(open, longest * (0.5 + Math.random() / 2)); // not all of a hall at once
    lost();
  };
  const wait = (next, milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(next, milliseconds);
  };
  const close = () => {
    source?.close();
    source = null;
  };
  const openNow = () => {
    if (source === null && !document.hidden) {
      wait(open, 0);
    }
  };

  open();
  window.addEventListener("online", openNow);
  document.addEventListener("visibilitychange", openNow);
  return () => {
    clearTimeout(timer);
    close();
    window.removeEventListener("online", openNow);
    document.removeEventListener("visibilitychange", openNow);
  };
}
