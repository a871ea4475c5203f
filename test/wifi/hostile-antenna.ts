/** A station in a network and an access point of its own, while an enemy sends what it likes. */
import type { PowerEvent } from "../../src/chip/outputs.js";
import { TICKS_PER_MS } from "../../src/chip/time.js";
import type { Firmware } from "../../src/firmware/reference.js";
import type { InMemory, InMemoryRecording } from "../../src/session/in-memory.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { SeededRandom } from "../../src/world/random.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import { Surroundings } from "../../src/world/surroundings/surroundings.js";
import type { World, WorldAction } from "../../src/world/world.js";
import { HostileFrames, type Kind } from "./hostile-frames.js";

const CHANNEL = 6;
const NETWORK = "02:00:00:00:00:01";
/** The chip's default address, and that of its access point. */
const [STATION, SOFT_AP] = ["5c:cf:7f:00:00:01", "5e:cf:7f:00:00:01"];
/** Gateway, chip, soft-AP, broadcast. */
const HOSTS = [0xc0a80101, 0xc0a80164, 0xc0a80401, 0xffffffff];
/** Mean distance of two frames. */
const MEAN_TICKS = TICKS_PER_MS;

/** A guest that uses the radio in every way, for ever; it says that it is alive. */
const GUEST = [
	"import network, time, socket, esp; esp.osdebug(0)",
	"w = network.WLAN(0); w.active(True); network.WLAN(1).active(True); w.connect('home')",
	"u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('', 7)); u.settimeout(0.2)",
	"s = socket.socket(); s.bind(('', 80)); s.listen(2); s.settimeout(0.2); n = 0",
	"while True:",
	"    for f in (lambda: u.recvfrom(99), lambda: s.accept()[0].close(), lambda: n % 90 or w.scan()):",
	"        try: f()",
	"        except OSError: pass",
	"    n += 1",
	"    if n % 2 == 0: print('alive', w.isconnected())",
];

const ALIVE = "\nalive ";

const SCENARIO = `
access_points:
  - { ssid: home, bssid: "${NETWORK}", channel: ${CHANNEL}, rssi: -48 }
  - { ssid: other, channel: ${CHANNEL}, security: wpa2, passphrase: other-secret, rssi: -60 }
network: {}
steps:
  - expect: ">>> "
  - line: ${JSON.stringify(`f = open('main.py', 'w'); f.write(${JSON.stringify(GUEST.join("\n"))}); f.close()`)}
  - expect: "\\n>>> "
  - line: "import machine; machine.reset()"
  - expect: "\\nalive "
    timeout: 60s
  - wait: 24h
`;

/** Sends `count` frames from the guest's first word on, then ends the run. */
class HostileAntenna implements World {
	readonly #random: SeededRandom;
	readonly frames: HostileFrames;
	#left: number;
	#next: number | undefined;
	#said = "";
	/** Times that the guest said it is alive. */
	alive = 0;
	reboots = 0;

	constructor(seed: bigint, count: number) {
		this.#random = new SeededRandom(seed, "enemy");
		this.#left = count;
		this.frames = new HostileFrames(this.#random.fork("frames"), {
			chips: [bytes(STATION), bytes(SOFT_AP)],
			networks: [bytes(NETWORK), bytes(SOFT_AP)],
			hosts: HOSTS,
		});
	}

	next(): number | undefined {
		return this.#next;
	}

	act(now: number): readonly WorldAction[] {
		if (this.#next === undefined || now < this.#next || this.end) return [];
		this.#left--;
		this.#next = now + 1 + this.#random.below(2 * MEAN_TICKS);
		const frame = this.frames.next();
		return [
			{
				kind: "input",
				input: {
					kind: "frame",
					bytes: frame,
					rssi: -30 - this.#random.below(60),
					channel: CHANNEL,
					rate: this.#random.below(16),
				},
			},
		];
	}

	onConsole(byte: number, tick: number): void {
		this.#said = (this.#said + String.fromCharCode(byte)).slice(-ALIVE.length);
		if (this.#said !== ALIVE) return;
		this.alive++;
		this.#next ??= tick;
	}

	onPower(_tick: number, event: PowerEvent): void {
		if (this.#next !== undefined && event.endsWith("reset")) this.reboots++;
	}

	get end() {
		return this.#left > 0 ? undefined : { reason: "the enemy is done" };
	}
}

export interface Siege extends InMemoryRecording {
	readonly counts: Readonly<Record<Kind, number>>;
	/** Resets of the guest since the first frame. */
	readonly reboots: number;
	/** Times that the guest said it is alive. */
	readonly alive: number;
}

/** Records a guest under `count` hostile frames. */
export function besiege(session: InMemory, firmware: Firmware, count: number, seed = 1n): Siege {
	const scenario = parseScenario(SCENARIO, "hostile");
	if (!scenario.surroundings) throw new Error("the scenario has no surroundings");
	const machine = prepareMachine({ image: firmware, scenario });
	const surroundings = new Surroundings(scenario.surroundings, machine.seed);
	const enemy = new HostileAntenna(seed, count);
	surroundings.radio.listen({ onFrame: (frame) => enemy.frames.hear(frame.bytes) });
	const recording = session.record(machine, [
		new ScenarioWorld(scenario, { controls: surroundings }),
		enemy,
		...surroundings.worlds,
	]);
	return { ...recording, counts: enemy.frames.counts, reboots: enemy.reboots, alive: enemy.alive };
}

function bytes(address: string): Uint8Array {
	return Uint8Array.from(address.split(":"), (pair) => Number.parseInt(pair, 16));
}
