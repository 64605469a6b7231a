/** Uploading: one large file in pieces, taken up where a connection broke; goes on whatever the page draws. */

const WAITS = [1_000, 2_000, 5_000, 10_000, 30_000];
const HTTP = { done: 204, signIn: 401, conflict: 409, over: 410 };
const FOR_GOOD = [401, 403, 404, 410, 413, 422, 507];

const hearers = new Set();
let state = { phase: "idle", name: "", sent: 0, whole: 0, says: "" };
let task = null;

/** Hear how the sending stands, now and at each change; returns the way to stop hearing. */
export function hear(hearer) {
  hearers.add(hearer);
  hearer(state);
  return () => hearers.delete(hearer);
}

/** Send a file, or go on with it where its beginning is on the server; `locale` is that of refusals. */
export async function send(file, locale) {
  task?.stop();
  const mine = { file, locale, id: null, token: null, piece: 0, wake: () => {}, abort: null, stopped: false, begun: null };
  mine.stop = () => {
    mine.stopped = true;
    mine.abort?.abort();
    mine.wake();
  };
  task = mine;
  tell({ phase: "sending", name: file.name, sent: 0, whole: file.size, says: "" });
  try {
    mine.begun = persist(mine, () => begin(mine));
    await mine.begun;
    while (!(await persist(mine, () => sendPiece(mine)))) {
      await resumed(mine);
    }
    finish(mine, "sent");
  } catch (fault) {
    if (fault !== STOPPED) {
      finish(mine, fault.phase ?? "refused", fault.says ?? "");
    }
  }
}

/** Hold on until `resume`. */
export function pause() {
  if (task && state.phase !== "paused") {
    tell({ phase: "paused" });
    task.abort?.abort();
    task.wake();
  }
}

/** Go on after a pause, or at once after a broken connection. */
export function resume() {
  if (task) {
    tell({ phase: "sending", says: "" });
    task.wake();
  }
}

/** Give up what is sent here, or was sent elsewhere: nothing of it stays on the server. */
export async function cancel(id, locale) {
  const mine = task;
  task = null;
  mine?.stop();
  await mine?.begun.catch(() => {}); // what was announced a moment ago has its number only then
  const given = mine?.id ?? id;
  if (given) {
    const { token } = await (await fetch(address("", locale))).json();
    await fetch(address(`/${given}`, locale), { method: "DELETE", headers: { "x-token": token } });
  }
  tell({ phase: "cancelled", sent: 0, says: "" });
}

const STOPPED = Symbol("stopped");

function tell(news) {
  state = { ...state, ...news };
  for (const hearer of hearers) {
    hearer(state);
  }
}

function finish(mine, phase, says = "") {
  if (task === mine) {
    task = null;
    tell({ phase, says });
  }
}

/** Announce the file, or find how far it came. */
async function begin(mine) {
  const own = await answered(fetch(address("", mine.locale)));
  const { token, piece, upload } = await own.json();
  Object.assign(mine, { token, piece });
  if (upload?.state === "arriving" && upload.name === mine.file.name && upload.whole === mine.file.size) {
    mine.id = upload.id;
    tell({ sent: upload.arrived });
    return true;
  }
  const headers = { "x-token": token, "content-type": "application/json" };
  const body = JSON.stringify({ name: mine.file.name, size: mine.file.size });
  mine.id = (await (await answered(fetch(address("", mine.locale), { method: "POST", headers, body }))).json()).id;
  return true;
}

/** Send what follows; whether that was the last of it. */
async function sendPiece(mine) {
  mine.abort = new AbortController();
  const headers = { "x-token": mine.token, "upload-offset": String(state.sent), "content-type": "application/octet-stream" };
  const body = mine.file.slice(state.sent, state.sent + mine.piece);
  const answer = await fetch(address(`/${mine.id}`, mine.locale), {
    method: "PATCH",
    headers,
    body,
    signal: mine.abort.signal,
  });
  const offset = answer.headers.get("upload-offset");
  if (answer.status === HTTP.conflict && offset !== null && Number(offset) !== state.sent) {
    tell({ sent: Number(offset) }); // an answer was lost, or another tab sends too: go on from what is there
    return false;
  }
  if (answer.status === HTTP.over && (await isWhole(mine))) {
    return true; // the last answer was lost
  }
  await answered(answer);
  tell({ phase: "sending", sent: Number(offset), says: "" });
  return answer.status === HTTP.done && Number(offset) >= mine.file.size;
}

/** Whether all of the file is there and nobody has given it up. */
async function isWhole(mine) {
  const upload = await (await answered(fetch(address(`/${mine.id}`, mine.locale)))).json();
  return upload.state !== "cancelled" && upload.arrived >= mine.file.size;
}

/** Do something until it works, longer pauses between; raises what no patience mends. */
async function persist(mine, work) {
  for (let tries = 0; ; tries += 1) {
    await resumed(mine);
    try {
      return await work();
    } catch (fault) {
      if (mine.stopped) {
        throw STOPPED;
      }
      if (FOR_GOOD.includes(fault.status) || (fault.status === HTTP.conflict && mine.id === null)) {
        throw fault;
      }
      if (state.phase !== "paused") {
        tell({ phase: "waiting", says: "" });
        await rested(mine, WAITS[Math.min(tries, WAITS.length - 1)]);
      }
    }
  }
}

/** Wait until the person goes on. */
async function resumed(mine) {
  while (state.phase === "paused" && !mine.stopped) {
    await new Promise((resolve) => {
      mine.wake = resolve;
    });
  }
  if (mine.stopped) {
    throw STOPPED;
  }
}

function rested(mine, milliseconds) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    mine.wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

/** An answer that is one; raises {status, says, phase} otherwise. */
async function answered(asked) {
  const answer = await asked;
  if (answer.ok) {
    return answer;
  }
  const told = await answer.json().catch(() => ({}));
  throw { status: answer.status, says: told.says ?? "", phase: answer.status === HTTP.signIn ? "ended" : "refused" };
}

function address(path, locale) {
  return new URL(`/uploads${path}?lang=${locale}`, window.location.origin);
}
