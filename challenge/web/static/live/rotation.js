/** The rotation: what a screen shows when, from the snapshot and the server's time alone, so that all are in step. */

const MINUTE = 60;
const MOST_ROWS = 32;
const SECONDS_OF_PAGE = [
  { pages: 2, seconds: 14 },
  { pages: 4, seconds: 10 },
  { pages: 6, seconds: 8 },
  { pages: 9, seconds: 6 },
];
/** Of a page of the race, by how many there are; beyond, they share the minute. */
const SECONDS_OF_OTHERS = 8;
const FEWEST_SECONDS_OF_OTHERS = 6;
const SECONDS_OF_CHOSEN_PAGE = 10;
const OPEN = ["registration", "running"];

const HAS_SOMETHING = {
  counter: () => true,
  teams: ({ teams }) => teams.some((team) => team.rank !== null),
  projects: ({ projects }) => projects.length > 0,
  news: ({ news }) => news.length > 0,
  join: ({ status }) => OPEN.includes(status),
  sponsors: ({ sponsors }) => sponsors.length > 0,
};
/** The scenes between the races in their order, and when each has something to show. */

/** The race in pages: `{scene, board, page, pages, first, last}`, class by class; rows `first` to `last` exclusive. */
export function pagesOf(companies, board = "") {
  const boards = board ? [board] : [...new Set(companies.map((company) => company.class))];
  return boards.flatMap((name) => {
    const rows = companies.filter((company) => company.class === name).length;
    const pages = Math.ceil(rows / MOST_ROWS);
    const size = Math.ceil(rows / pages);
    return Array.from({ length: pages }, (_, page) => ({
      scene: "race",
      board: name,
      page,
      pages,
      first: page * size,
      last: Math.min(rows, (page + 1) * size),
    }));
  });
}

/** Everything shown in one minute of the rotation, in order, each with its `start` and whole `seconds`. */
export function minuteOf(snapshot, number) {
  const races = pagesOf(snapshot.companies);
  const others = Object.keys(HAS_SOMETHING).filter((scene) => HAS_SOMETHING[scene](snapshot));
  const each = secondsOfPage(races.length);
  const left = MINUTE - each * races.length;
  const count = Math.min(others.length, Math.max(1, Math.floor(left / SECONDS_OF_OTHERS)));
  const between = Array.from({ length: count }, (_, place) => ({
    scene: others[mod(number * count + place, others.length)],
    board: "",
    seconds: share(left, count, place),
  }));
  return timed(mingled(races.map((page) => ({ ...page, seconds: each })), between));
}

/** What a stage shows now: `{scene, board, …}`; a race that was chosen turns its own pages. */
export function turnAt(snapshot, now) {
  const { stage, companies } = snapshot;
  const elapsed = Math.floor((now - Date.parse(stage.since)) / 1000);
  if (stage.scene === "rotation") {
    const within = mod(elapsed, MINUTE);
    const turns = minuteOf(snapshot, Math.floor(elapsed / MINUTE));
    return turns.findLast((turn) => turn.start <= within);
  }
  if (stage.scene === "race" && stage.board !== "teams") {
    const pages = pagesOf(companies, stage.board);
    const turn = pages[mod(Math.floor(elapsed / SECONDS_OF_CHOSEN_PAGE), pages.length)];
    return turn ?? { scene: "race", board: stage.board, page: 0, pages: 1, first: 0, last: 0 };
  }
  return { scene: stage.scene === "race" ? "teams" : stage.scene, board: stage.board };
}

function secondsOfPage(pages) {
  const found = SECONDS_OF_PAGE.find((step) => pages <= step.pages);
  return found?.seconds ?? Math.floor((MINUTE - FEWEST_SECONDS_OF_OTHERS) / pages);
}

/** Whole seconds of the one at `place` when `count` share some. */
function share(seconds, count, place) {
  return Math.floor((seconds * (place + 1)) / count) - Math.floor((seconds * place) / count);
}

/** Others spread evenly behind the races. */
function mingled(races, others) {
  if (races.length === 0) {
    return others;
  }
  return races.flatMap((race, place) => {
    const [from, to] = [place, place + 1].map((step) => Math.round((step * others.length) / races.length));
    return [race, ...others.slice(from, to)];
  });
}

function timed(turns) {
  let start = 0;
  return turns.map((turn) => {
    const placed = { ...turn, start };
    start += turn.seconds;
    return placed;
  });
}

function mod(value, size) {
  return ((value % size) + size) % size;
}
