/** How devices stand, for people. */
import { stringify } from "yaml";
import type { DeviceBench } from "./bench.js";
import { toText } from "./picture.js";

/** Name and values of each device as YAML, and what displays show, at guest tick `now`. */
export function describeDevices(bench: DeviceBench, now: number): string {
	return [...bench.devices]
		.map(([name, device]) => {
			const values = stringify(
				{ [name]: bench.state(name, now) },
				{ lineWidth: 0, flowCollectionPadding: true },
			);
			const picture = device.picture?.();
			return picture ? `${values}${toText(picture)}\n` : values;
		})
		.join("")
		.trimEnd();
}
