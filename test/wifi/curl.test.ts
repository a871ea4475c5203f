/** curl on the host and a web server on the chip, through a forwarded port. */
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import type { ExecutionContext } from "ava";
import test from "ava";
import { firmwareTest, IMAGES, type Images } from "../images.js";
import { Board, HOME, RELEASES } from "./board.js";

const ON_HOST = { ...HOME, network: { ...HOME.network, forward: ["tcp:0:80"] } };

// With Content-Length the client may close first. Whoever closes first keeps the connection's block in TIME-WAIT:
// in the firmware's lwIP 184 bytes of some 11 KB, of 8 while the chip's own access point is on, for 6 seconds
// (esp-open-lwip, lwipopts.h: TCP_MSL 2500). When they are used up, send() waits for the oldest to expire.
const SERVER = `import gc, esp
def free():
    gc.collect(); print('free', gc.mem_free(), esp.freemem())
def serve(n, patient):
    l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); l.bind(('', 80)); l.listen(4)
    print('listening')
    for i in range(n):
        c, a = l.accept()
        while c.readline() not in (b'\\r\\n', b''): pass
        b = b'answer %d' % i
        c.send(b'HTTP/1.0 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n%s' % (len(b), b))
        if patient: c.read(1)
        c.close()
        if i in (9, n - 1): free()
    l.close(); print('served', n)`;

/** Bytes that are free: in MicroPython's heap, and in the heap of the SDK and its lwIP. */
interface Free {
	readonly python: number;
	readonly sdk: number;
}

async function readFree(board: Board): Promise<Free> {
	await board.until("free ");
	const [python, sdk] = (await board.until("\r\n")).trim().split(" ").map(Number);
	return { python: python!, sdk: sdk! };
}

/** Memory after the tenth connection and the last, and the SDK's bytes that are in use 10 s later and were not before. */
async function fetchInARow(
	t: ExecutionContext,
	images: Images,
	count: number,
	patient: boolean,
): Promise<{ tenth: Free; last: Free; kept: number }> {
	const board = new Board(t, images, ON_HOST);
	await board.start();
	await board.join();
	await board.paste(SERVER);
	await board.line("free()", "");
	const before = await readFree(board);
	await board.line(`serve(${count}, ${patient ? "True" : "False"})`, "listening");
	const { hostPort } = board.surroundings.forwarded[0]!;
	const url = `http://127.0.0.1:${hostPort}/[1-${count}]`;
	const { stdout } = await promisify(execFile)("curl", [
		"--silent",
		"--show-error",
		"--write-out",
		"\\n",
		url,
	]);
	const answers = Array.from({ length: count }, (_, i) => `answer ${i}\n`);
	t.is(stdout, answers.join(""));
	const tenth = await readFree(board);
	const last = await readFree(board);
	await board.until(`served ${count}`);
	await board.line("time.sleep(10); free()", "");
	const after = await readFree(board);
	const result = await board.finish();
	t.true(result.reproduced);
	t.log(`${board.seconds.toFixed(1)} guest s, ${result.inputs} inputs`, { before, tenth, last, after });
	return { tenth, last, kept: before.sdk - after.sdk };
}

/** What the SDK may take once and keep; it does so in pieces of 512 bytes, whatever the number of connections. */
const KEPT = 1024;

const curl = spawnSync("curl", ["--version"]).status === 0;

function curlTest(
	version: keyof typeof IMAGES,
	name: string,
	run: (t: ExecutionContext, images: Images) => Promise<void>,
): void {
	if (curl) firmwareTest(IMAGES[version], `${version}: ${name}`, run);
	else test.skip(`${version}: ${name} [skipped: curl is not installed]`, (t) => t.pass());
}

for (const version of RELEASES) {
	curlTest(version, "curl fetches 200 times in a row; nothing is lost", async (t, images) => {
		const { tenth, last, kept } = await fetchInARow(t, images, 200, true);
		t.true(last.python >= tenth.python, `${tenth.python} -> ${last.python}`);
		t.true(kept <= KEPT, `${kept} bytes more are in use`);
	});

	curlTest(
		version,
		"what a server that closes first leaves in TIME-WAIT is free again in 10 s",
		async (t, images) => {
			const { last, kept, tenth } = await fetchInARow(t, images, 20, false);
			t.true(last.python >= tenth.python, `${tenth.python} -> ${last.python}`);
			t.true(kept <= KEPT, `${kept} bytes more are in use`);
		},
	);
}
