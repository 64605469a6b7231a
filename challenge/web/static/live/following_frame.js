/** The frame of something invisible: asks its page to run again when the edition has changed since it was drawn. */

const BETWEEN = 5_000;
const JITTER = 2_000;
const followers = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".following");
  const follower = followers.get(root) ?? openFollower(data.edition);
  followers.set(root, follower);
  follower.update(data.revision, (revision) => setTriggerValue("changed", revision));
  return follower.stop;
}

function openFollower(edition) {
  let drawn = 0;
  let newest = 0;
  let ask = null;
  let askedAt = -Infinity;
  let timer = 0;
  let stop = () => {};
  let stopped = false;

  const look = () => {
    if (newest > drawn && !document.hidden && !stopped) {
      const earliest = Math.max(0, askedAt + BETWEEN - Date.now());
      timer ||= setTimeout(run, earliest + Math.random() * JITTER); // not all open pages at once
    }
  };
  const run = () => {
    timer = 0;
    if (newest > drawn && !document.hidden && !stopped) {
      askedAt = Date.now();
      ask(newest);
      look(); // asked in vain while the page was cut off: again
    }
  };
  const listen = async () => {
    try {
      const { follow } = await import(new URL("/assets/live/stream.js", window.location.origin));
      if (!stopped) {
        stop = follow(edition, {
          snapshot(data, fresh) {
            newest = fresh ? data.revision : newest;
            look();
          },
        });
      }
    } catch {
      setTimeout(listen, BETWEEN);
    }
  };
  listen();
  document.addEventListener("visibilitychange", look);
  return {
    update(revision, asker) {
      drawn = revision;
      ask = asker;
      look();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
      stop();
    },
  };
}
