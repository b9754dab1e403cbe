// The manners of the pages. Every page works without this file; it adds keys, the drawer's focus, questions before loss.
import { installBulk } from "./bulk.js";
import { installCells } from "./cells.js";
import { installDays } from "./days.js";
import { installDrawer } from "./drawer.js";
import { installForms } from "./forms.js";
import { installKeys } from "./keys.js";
import { installAppearance } from "./appearance.js";
import { installRequests } from "./requests.js";
import { installTables } from "./tables.js";

installAppearance();
installRequests();
installForms();
installDays();
installCells();
installBulk();
installDrawer();
installTables();
installKeys();
document.documentElement.dataset.js = "ready";
