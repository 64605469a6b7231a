/** Every scene by its name; each is made with the tools of a language and returns `{root, show, tick?, stop?}`. */

import { counter } from "./counter.js";
import { holding } from "./holding.js";
import { join } from "./join.js";
import { message } from "./message.js";
import { news } from "./news.js";
import { pattern } from "./pattern.js";
import { projects } from "./projects.js";
import { race } from "./race.js";
import { reveal } from "./reveal.js";
import { sponsors } from "./sponsors.js";
import { teams } from "./teams.js";

export const SCENES = { counter, holding, join, message, news, pattern, projects, race, reveal, sponsors, teams };
