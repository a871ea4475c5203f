/** A rotary encoder: two contacts to ground, a quarter turn of phase apart, four edges a detent. */
import { TICKS_PER_US } from "../../../chip/time.js";
import type { DeviceKind } from "../device.js";

const DEFAULT_STEP_MS = 1;
/** Whether contacts A and B are closed, in the order of a clockwise turn. */
const PHASES = [
	[false, false],
	[true, false],
	[true, true],
	[false, true],
] as const;

export const encoder: DeviceKind = {
	name: "encoder",
	pins: ["a", "b"],
	make(surface, settings) {
		const contacts = [surface.pin("a"), surface.pin("b")];
		if (settings.flag("pull_up") ?? true) for (const contact of contacts) contact.pull(1);
		let stepTicks = (settings.number("step_ms", 0.01, 1000) ?? DEFAULT_STEP_MS) * 1000 * TICKS_PER_US;
		let phase = 0;
		/** Edges still to come, clockwise positive. */
		let left = 0;
		let position = 0;
		const step = surface.agenda.timer(() => {
			const way = Math.sign(left);
			left -= way;
			phase = (phase + way + PHASES.length) % PHASES.length;
			for (const [i, contact] of contacts.entries()) contact.drive(PHASES[phase][i] ? 0 : "z");
			if (left !== 0) step.after(stepTicks);
		});
		return {
			state: () => ({ position, turning: left !== 0 }),
			set(changes) {
				stepTicks =
					(changes.number("step_ms", 0.01, 1000) ?? stepTicks / (1000 * TICKS_PER_US)) * 1000 * TICKS_PER_US;
				const detents = changes.integer("turn", -10_000, 10_000) ?? 0;
				position += detents;
				left += detents * PHASES.length;
				if (left !== 0 && !step.isSet) step.after(stepTicks);
			},
		};
	},
};
