/** The live stream of an edition, one per browser: the tab that leads listens and tells the others. */

import { SILENCE, listen } from "./source.js";
import { takeTurns } from "./turns.js";

const LOOK = 2_500;
const LISTS = ["companies", "teams", "projects", "milestones", "news", "sponsors"];
const lines = new Map();
let offset = null;

/** Now by the server's clock, in milliseconds. */
export function serverNow() {
  return Date.now() + (offset ?? 0);
}

/**
 * Follow an edition: `snapshot(data, fresh)` gets the last one known at once (not fresh) and then every new one,
 * `state({connected, heardAt})` gets whether the server is heard, and when it last was. Returns how to stop.
 */
export function follow(edition, { snapshot = () => {}, state = () => {} }) {
  const follower = { snapshot, state };
  const line = lines.get(edition) ?? openLine(edition);
  lines.set(edition, line);
  line.followers.add(follower);
  queueMicrotask(() => line.greet(follower));
  return () => {
    line.followers.delete(follower);
    if (line.followers.size === 0 && lines.get(edition) === line) {
      lines.delete(edition);
      line.close();
    }
  };
}

/** What all followers in one page share. */
function openLine(edition) {
  const name = `live:${edition}`;
  const followers = new Set();
  const kept = recall(name, edition);
  let last = kept && { text: kept.text, data: kept.data, fresh: false };
  let known = { connected: false, heardAt: kept?.heardAt ?? null };
  let wordAt = Date.now();
  let leads = false;
  const others = new BroadcastChannel(name);

  const say = (word) => leads && others.postMessage(word);
  const sayState = () => say({ kind: "state", ...known, offset });
  const setState = (connected, heardAt) => {
    known = { connected, heardAt };
    followers.forEach((follower) => follower.state(known));
  };
  const take = (text, pushed) => {
    const data = JSON.parse(text);
    if (!isSnapshot(data, edition)) {
      return;
    }
    learnTime(data.at, pushed);
    if (last?.fresh && isOlder(data, last.data)) {
      return;
    }
    const repeated = last?.fresh && last.text === text;
    last = { text, data, fresh: true };
    if (!repeated) {
      followers.forEach((follower) => follower.snapshot(data, true));
    }
  };
  const hear = () => {
    const heardAt = Date.now();
    remember(`${name}:heard`, String(heardAt));
    setState(true, heardAt);
    sayState();
  };
  const lead = () => {
    leads = true;
    const stop = listen(edition, {
      clock: (at) => learnTime(at, true),
      snapshot(text, pushed) {
        remember(name, text);
        take(text, pushed);
        say({ kind: "snapshot", text, pushed });
        hear();
      },
      beat: hear,
      lost() {
        setState(false, known.heardAt);
        sayState();
      },
    });
    sayState();
    return () => {
      leads = false;
      wordAt = Date.now();
      stop();
    };
  };
  const turns = takeTurns(name, lead);
  others.onmessage = ({ data: word }) => {
    if (word?.kind === "hello") {
      if (last?.fresh) {
        say({ kind: "snapshot", text: last.text, pushed: false });
      }
      sayState();
    } else if (!leads) {
      wordAt = Date.now();
      if (word?.kind === "snapshot") {
        take(word.text, word.pushed);
      } else if (word?.kind === "state") {
        offset = word.offset ?? offset;
        setState(word.connected, word.heardAt);
      }
    }
  };
  others.postMessage({ kind: "hello" });

  const look = () => {
    if (leads || Date.now() - wordAt < SILENCE) {
      return;
    }
    if (known.connected) {
      setState(false, known.heardAt);
    }
    if (!document.hidden) {
      wordAt = Date.now();
      turns.steal();
    }
  };
  const clock = setInterval(look, LOOK);
  document.addEventListener("visibilitychange", look);

  return {
    followers,
    greet(follower) {
      if (followers.has(follower)) {
        if (last) {
          follower.snapshot(last.data, last.fresh);
        }
        follower.state(known);
      }
    },
    close() {
      clearInterval(clock);
      document.removeEventListener("visibilitychange", look);
      turns.leave();
      others.close();
    },
  };
}

/** Whether something is a snapshot of an edition; what was kept may be damaged, or of a release long ago. */
function isSnapshot(data, edition) {
  return data.edition === edition && LISTS.every((name) => Array.isArray(data[name]));
}

/** Another process of the server may lag behind for a moment; one that was restored from a copy may not be refused. */
function isOlder(data, other) {
  return data.revision < other.revision && data.at < other.at;
}

/** What is sent because it just happened is as old as its way; of another only a clock that is behind is learnt. */
function learnTime(at, sentAtOnce) {
  const ahead = Date.parse(at) - Date.now();
  if (sentAtOnce) {
    offset = ahead;
  } else if (ahead > (offset ?? 0)) {
    offset = ahead;
  }
}

function recall(name, edition) {
  try {
    const text = localStorage.getItem(name);
    const data = JSON.parse(text);
    const heardAt = Number(localStorage.getItem(`${name}:heard`)) || Date.parse(data.at);
    return isSnapshot(data, edition) ? { text, data, heardAt } : null;
  } catch {
    return null; // nothing may be kept here, or it is no snapshot
  }
}

function remember(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // Full, or forbidden: the stream goes on without a memory.
  }
}
