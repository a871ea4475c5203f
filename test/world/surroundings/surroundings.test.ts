import test from "ava";
import { AirOptionError } from "../../../src/world/air/options.js";
import { NetworkError } from "../../../src/world/network/errors.js";
import { ScenarioError } from "../../../src/world/scenario/errors.js";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../../src/world/scenario/scenario-world.js";
import { scenarioWorlds } from "../../../src/world/scenario/worlds.js";
import { NO_SURROUNDINGS, type SurroundingsSpec } from "../../../src/world/surroundings/spec.js";
import { Surroundings } from "../../../src/world/surroundings/surroundings.js";
import type { ChipPort, World, WorldAction } from "../../../src/world/world.js";

const PORT: ChipPort = { baud: () => 115200, frameTicks: () => 13_889 };
const MS = 160_000;
const home = { ssid: "home", bssid: "02:00:00:00:00:01", channel: 6 };
const phone = { name: "phone", ssid: "gadget", mac: "02:00:00:00:01:01" };

const make = (more: Partial<SurroundingsSpec> = {}): Surroundings =>
	new Surroundings({ ...NO_SURROUNDINGS, accessPoints: [home], stations: [phone], ...more }, 1n);

/** Runs worlds without a chip; what they do. */
function run(worlds: readonly World[], until: number, from = 0): WorldAction[] {
	const actions: WorldAction[] = [];
	for (let now = from; now < until; now += MS) {
		for (const world of worlds) {
			const next = world.next();
			if (next !== undefined && next <= now) actions.push(...world.act(now, PORT));
		}
	}
	return actions;
}

test("an access point is heard", (t) => {
	const frames = run(make().worlds, 1000 * MS).flatMap((action) =>
		action.kind === "input" && action.input.kind === "frame" ? [action.input] : [],
	);
	const beacons = frames.filter(({ bytes, channel }) => bytes[0] === 0x80 && channel === 6);
	t.true(beacons.length >= 8, `${beacons.length}`);
	t.true(beacons.every(({ bytes }) => Buffer.from(bytes).includes("home")));
});

test("what is told of them is in the trace, secrets marked as such", (t) => {
	const secret = { ...home, security: "wpa2" as const, passphrase: "correct-horse" };
	const told = run(make({ accessPoints: [secret] }).worlds, 10 * MS).flatMap((action) =>
		action.kind === "world" && action.topic === "air/access-point" ? [action.data] : [],
	);
	t.like(told[0], { ssid: "home", channel: 6, secret: { passphrase: "correct-horse" } });
});

test("a vanished access point is silent until it returns", (t) => {
	const surroundings = make({ stations: [] });
	const beacons = (from: number): number =>
		run(surroundings.worlds, from + 1000 * MS, from).filter(({ kind }) => kind === "input").length;
	surroundings.air("home", { kind: "vanish" });
	t.is(beacons(0), 0);
	surroundings.air("home", { kind: "return" });
	t.true(beacons(1000 * MS) >= 8);
});

test("deeds that a node does not do, and nodes that are not there", (t) => {
	const surroundings = make();
	t.throws(() => surroundings.air("nobody", { kind: "vanish" }), {
		instanceOf: AirOptionError,
		message: /no "nobody"/,
	});
	t.throws(() => surroundings.air("phone", { kind: "vanish" }), {
		instanceOf: AirOptionError,
		message: /no access point/,
	});
	t.throws(() => surroundings.air("home", { kind: "join" }), {
		instanceOf: AirOptionError,
		message: /no station/,
	});
	t.notThrows(() => surroundings.air("home", { kind: "rssi", rssi: -70 }));
	t.notThrows(() => surroundings.air("phone", { kind: "lose", probability: 0.5, next: 1 }));
	t.notThrows(() => surroundings.air("home", { kind: "disturb", duplicate: 0.5 }));
});

test("an errand to a chip that has no address yet fails, and says so", (t) => {
	const surroundings = make();
	const errands = [
		surroundings.fetch({ path: "/", port: 80 }),
		surroundings.datagrams({ port: 1, count: 1, size: 1, rate: 1 }),
		surroundings.fetch({ path: "/", port: 80, from: "phone" }),
	];
	run(surroundings.worlds, 10 * MS);
	for (const errand of errands)
		t.like(errand, { over: true, failure: "found nobody: there is no address yet" });
});

test("an errand needs somebody who goes", (t) => {
	t.throws(() => make().fetch({ path: "/", port: 80, from: "nobody" }), {
		instanceOf: NetworkError,
		message: /no station "nobody"/,
	});
	const none = make({ network: { mode: "none", servers: [], forward: [] } });
	t.throws(() => none.fetch({ path: "/", port: 80 }), {
		instanceOf: NetworkError,
		message: /needs a network/,
	});
});

test("a step that acts on surroundings needs some", (t) => {
	const world = new ScenarioWorld(parseScenario("steps:\n  - air: { home: vanish }\n", "x.yaml"));
	t.throws(() => world.act(0, PORT), { instanceOf: ScenarioError, message: /needs access_points/ });
	t.is(scenarioWorlds(parseScenario("steps: []", "x.yaml"), 0n).length, 1);
	t.is(scenarioWorlds(parseScenario("network: {}\nsteps: []", "x.yaml"), 0n).length, 3);
});

test("a failed errand fails the scenario's step", (t) => {
	const scenario = parseScenario("access_points: [{ ssid: home }]\nsteps:\n  - fetch: /\n", "x.yaml");
	const worlds = scenarioWorlds(scenario, 0n);
	run(worlds, 20 * MS);
	t.regex(worlds[0].end?.failure ?? "", /step 1 of 1 \(fetch, line 3\) found nobody/);
});
