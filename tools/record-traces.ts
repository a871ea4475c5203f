/**
 * Records the committed traces anew, after a change of the model: traces/NAME.yaml on the firmware named here, into
 * traces/NAME.mpk. Then `replay verify --update` writes their golden files.
 *
 *     node dist/tools/record-traces.js [NAME...]
 */
import { readFileSync, statSync } from "node:fs";
import { NEVER } from "../src/chip/time.js";
import { ImageCache } from "../src/firmware/cache.js";
import { loadDigests } from "../src/session/digest.js";
import { prepareMachine } from "../src/session/prepare.js";
import { Recorder } from "../src/session/recorder.js";
import { loadHash64 } from "../src/trace/hash64.js";
import { FileSink } from "../src/trace/sink.js";
import { parseScenario } from "../src/world/scenario/parse.js";
import { ScenarioWorld } from "../src/world/scenario/scenario-world.js";

/** The mask ROM's dump, which the official images meet on silicon. */
const MASK_ROM = "32f199bf10da9a08c6c4e1b556b29c7606656b8a6d04e4f17d5afa74e5d98c68";

/** Firmware of each trace: official images, and for one a custom build of 2017. */
const FIRMWARE: Readonly<Record<string, string>> = {
	"first-boot": "eaeec5305ba43146290296b126df3b15159b33c4ec2483bba6a3351e81dc9974",
	"repl-session": "b88638e3b7985f57582b0ac2c7d311cbf0435140e5c586f456d2b4b9e6843ac9",
	"files-over-reset": "91501e68ef5ac2acd8d8980ec023ee3b15cc7cb97d878473717acedc497cde8e",
	"pin-interrupts": "175e72a51a40725cfe09354843bca4e8972d51b81d42766cd7ee1e3098b97b7d",
	"timers-rtc": "eaeec5305ba43146290296b126df3b15159b33c4ec2483bba6a3351e81dc9974",
	"deep-sleep": "175e72a51a40725cfe09354843bca4e8972d51b81d42766cd7ee1e3098b97b7d",
	"uncaught-exception": "f92ddae6e039c29be44bd20266422fbbb2815cf04c239132e34d58dd6309cdd6",
	"memory-error": "8852fddab5f1727887a673de941efb4df5efda8508c7928a4258ad397486ff33",
};

const wanted = process.argv.slice(2);
const hash64 = await loadHash64();
const digests = await loadDigests();
const rom = new ImageCache().path("rom", MASK_ROM);

for (const name of wanted.length > 0 ? wanted : Object.keys(FIRMWARE)) {
	const file = `traces/${name}.yaml`;
	const scenario = parseScenario(readFileSync(file, "utf8"), file);
	const machine = prepareMachine({ image: FIRMWARE[name], rom, scenario });
	const path = `traces/${name}.mpk`;
	const sink = new FileSink(path);
	const recorder = new Recorder({
		machine,
		worlds: [new ScenarioWorld(scenario)],
		sink,
		hash64,
		digests: digests(),
	});
	const end = recorder.run(NEVER);
	recorder.finish(end?.reason ?? "limit");
	sink.close();
	if (end?.failure) throw new Error(`${name}: ${end.failure}`);
	console.log(`${name}: ${statSync(path).size} bytes`);
}
