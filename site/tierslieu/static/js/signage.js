import "./theme-switch.js";
import "./hose-steps.js";
import "./word-count.js";
import "./dialogs.js";
import "./site-menu.js";
import "./copy-text.js";
