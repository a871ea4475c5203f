/** A world that says nothing and never ends. */
import type { World } from "./world.js";

export const SILENT_WORLD: World = {
	next: () => undefined,
	act: () => [],
	onConsole() {},
};
