/** The frame of the board on its page: the server's picture first, then the live board; and how old it is. */

const LOOK = 5_000;
const MINUTE = 60_000;
const HOUR = 60;
const NOTICE = `body:has([data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])) > [data-testid="stDialog"]`;
const frames = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".live-board");
  const frame = frames.get(root) ?? openFrame(root);
  frames.set(root, frame);
  frame.update(data, (chosen) => setTriggerValue("chosen", chosen));
  return frame.stop;
}

function openFrame(root) {
  const [age, place, region] = ["age", "picture", "region"].map((name) => root.querySelector(`.${name}`));
  let page = null;
  let choose = null;
  let board = null;
  let loading = false;
  let stopped = false;
  let heardAt = Date.now();
  let lostAt = Date.now();

  const showPicture = () => {
    place.innerHTML = page.picture; // drawn by the server, which has escaped every word
    heardAt = Date.now();
    tellAge();
  };
  const tellState = (state) => {
    lostAt = state.connected ? null : (lostAt ?? Date.now());
    heardAt = Math.max(heardAt, state.heardAt ?? 0);
    tellAge();
  };
  const tellAge = () => {
    const live = lostAt === null;
    age.hidden = !live && Date.now() - lostAt < LOOK;
    age.classList.toggle("now", live);
    age.textContent = live ? page.words["live_board.now"][0] : stale(page.words, Date.now() - heardAt);
  };
  const load = async () => {
    loading = true;
    try {
      const { mountBoard } = await import(new URL("/assets/live/board.js", window.location.origin));
      if (!stopped) {
        board = mountBoard({ place, region, showPicture, tellState }, page, (chosen) => choose(chosen));
      }
    } catch {
      // The picture stays; another look in a while.
    }
    loading = false;
  };
  const look = () => {
    tellAge();
    closeNotice();
    if (!board && !loading) {
      load();
    }
  };
  const clock = setInterval(look, LOOK);

  return {
    update(data, chooser) {
      page = data;
      choose = chooser;
      if (board) {
        board.update(data);
      } else {
        showPicture();
        look();
      }
    },
    stop() {
      stopped = true;
      clearInterval(clock);
      board?.stop();
    },
  };
}

/** The page's own notice that the server is gone would keep a board from being read that says so itself. */
function closeNotice() {
  document.querySelector(`${NOTICE} button`)?.click();
}

/** How old the last known state is, in words. */
function stale(words, milliseconds) {
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 1) {
    return words["live_board.stale_now"][0];
  }
  const [key, count] = minutes < HOUR ? ["minutes", minutes] : ["hours", Math.floor(minutes / HOUR)];
  return words[`live_board.stale_${key}`][0].replace("{n}", String(count));
}
