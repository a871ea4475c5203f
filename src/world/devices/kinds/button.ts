/** A push button between a pin and ground (or the supply), whose contact bounces. */
import { TICKS_PER_US } from "../../../chip/time.js";
import type { DeviceKind } from "../device.js";

const DEFAULT_BOUNCE_MS = 2;
/** Longest time between two bounces of a contact. */
const MAX_GAP_US = 400;

export const button: DeviceKind = {
	name: "button",
	pins: ["pin"],
	make(surface, settings) {
		const pin = surface.pin("pin");
		const closed = settings.word("to", ["ground", "supply"]) === "supply" ? 1 : 0;
		const bounceUs = (settings.number("bounce_ms", 0, 100) ?? DEFAULT_BOUNCE_MS) * 1000;
		if (settings.flag("pull_up") ?? false) pin.pull(1);
		let isPressed = false;
		let presses = 0;
		/** When the contact rests. */
		let restsAt = 0;
		let touches = false;
		const touch = (is: boolean): void => {
			touches = is;
			pin.drive(is ? closed : "z");
		};
		const bounce = surface.agenda.timer((now) => {
			if (now >= restsAt) {
				if (touches !== isPressed) touch(isPressed);
				return;
			}
			touch(!touches);
			const gap = (1 + surface.random.below(MAX_GAP_US)) * TICKS_PER_US;
			bounce.after(Math.min(gap, Math.max(1, restsAt - now)));
		});
		return {
			state: () => ({ pressed: isPressed, presses }),
			set(changes) {
				const press = changes.flag("pressed");
				if (press === undefined || press === isPressed) return;
				isPressed = press;
				if (press) presses++;
				touch(press);
				restsAt = surface.agenda.now + bounceUs * TICKS_PER_US;
				if (bounceUs > 0) bounce.after((1 + surface.random.below(MAX_GAP_US)) * TICKS_PER_US);
			},
		};
	},
};
