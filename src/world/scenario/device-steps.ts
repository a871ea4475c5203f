/** Reads the steps that do something to devices beside the chip, or look at them. */
import type { StepAction } from "./schema.js";
import type { YamlNode, YamlReader } from "./yaml-reader.js";

/** `set: { air: { temperature: 21.5 } }`: changes settings of devices. */
export function readSetStep(yaml: YamlReader, node: YamlNode, at: YamlNode): StepAction {
	return { kind: "set", changes: readByDevice(yaml, node, at, "set", "{ air: { temperature: 21.5 } }") };
}

/** `press: flash`, `release: flash`: a button. */
export function readPressStep(yaml: YamlReader, node: YamlNode, at: YamlNode, pressed: boolean): StepAction {
	const device = yaml.text(node, pressed ? "press" : "release", at);
	return { kind: "set", changes: [{ device, values: { pressed } }] };
}

/** `expect: { strip: { colours: [ff0000] } }`: waits until devices say this of themselves. */
export function readExpectState(
	yaml: YamlReader,
	node: YamlNode,
	at: YamlNode,
	timeoutTicks: number,
): StepAction {
	const states = readByDevice(yaml, node, at, "expect", "{ led: { lit: yes } }");
	return { kind: "see", states, timeoutTicks };
}

/** `save: { screen: screen.png }`: what displays show, as PNG files. */
export function readSaveStep(yaml: YamlReader, node: YamlNode, at: YamlNode): StepAction {
	const files = [...yaml.map(node, "save", undefined, at)].map(([device, { key, value }]) => ({
		device,
		path: yaml.text(value, "a picture's file", key),
	}));
	if (files.length === 0) yaml.fail(at, "save must name a display and a file, such as { screen: out.png }");
	return { kind: "save", files };
}

function readByDevice(yaml: YamlReader, node: YamlNode, at: YamlNode, step: string, example: string) {
	const entries = [...yaml.map(node, step, undefined, at)].map(([device, { key, value }]) => ({
		device,
		values: Object.fromEntries(
			[...yaml.map(value, `what ${step} says of ${device}`, undefined, key)].map(([name, entry]) => [
				name,
				yaml.plain(entry.value),
			]),
		),
	}));
	if (entries.length === 0) yaml.fail(at, `${step} must name a device and its values, such as ${example}`);
	return entries;
}
