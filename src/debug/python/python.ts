/** Where the MicroPython program stands, in lines; or why that cannot be known. */
import type { Chip } from "../../chip/chip.js";
import { pythonFrames } from "./frames.js";
import { Qstrs } from "./qstrs.js";

/** The innermost function first. */
export function pythonLines(chip: Chip): string[] {
	if (chip.bus.windowSize === 0) return ["Python: cannot be known here: the flash window is closed"];
	const qstrs = Qstrs.find(chip.bus);
	if (!qstrs)
		return ["Python: cannot be known: no table of names of a kind that MicroPython v1.12 to v1.26 has"];
	const frames = pythonFrames(chip, qstrs);
	if (frames.length === 0) return ["Python: no function is on the stack"];
	return [
		"Python, as the stack tells; a line is that of the last operation that could fail:",
		...frames.map(({ name, file, line }) => `  ${name} (${file}:${line})`),
	];
}
