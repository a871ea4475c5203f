/** Steps that follow a loop. */
import { Stop, Word } from "../xtensa/cpu-state.js";
import { interruptPending } from "../xtensa/exceptions.js";

/** Executes an instruction by `step`, as the run loop would; false when anything but plain execution came of it. */
export function plainStep(cpu: Int32Array, step: () => void): boolean {
	const before = cpu[Word.INSTRUCTIONS];
	step();
	if (cpu[Word.STOP] === Stop.INTERRUPTS && !interruptPending(cpu)) cpu[Word.STOP] = 0;
	return (
		cpu[Word.STOP] === 0 &&
		cpu[Word.WAITING] === 0 &&
		cpu[Word.LEFT] > 0 &&
		((cpu[Word.INSTRUCTIONS] - before) | 0) === 1
	);
}
