/** A MicroPython that makes, appends to, renames and deletes files by chance, and then tells what it has. */

/** Python for paste mode; it prints a line an entry, "FILE path size sha256" or "DIR path", then "DONE". */
const PROGRAM = `
import os
try:
    import hashlib
except ImportError:
    import uhashlib as hashlib
try:
    import binascii
except ImportError:
    import ubinascii as binascii
n = SEED
def r(m):
    global n
    n = (n * 1103 + 12345) & 0xffffff
    return (n >> 7) % m
def name():
    d = ['', '/d', '/d/deep', '/a directory with a long name'][r(4)]
    f = ['a.txt', 'B.TXT', 'mixed.Case', 'a rather long name, with spaces.json', 'x', '.hidden'][r(6)]
    return d + '/' + f
def act():
    k = r(10)
    if k < 6:
        p = name()
        with open(p, 'wb' if k < 3 else 'ab') as f:
            for i in range(r(12)): f.write(bytes([r(256)]) * (r(900) if r(4) else 3))
    elif k < 7: os.remove(name())
    elif k < 8: os.rename(name(), name())
    elif k < 9: os.mkdir(['/d', '/d/deep', '/a directory with a long name', '/empty'][r(4)])
    else: os.rmdir(['/d/deep', '/empty'][r(2)])
def run():
    for i in range(STEPS):
        try:
            act()
        except OSError:
            pass
def tell(d):
    for e in os.listdir(d or '/'):
        p = d + '/' + e
        if os.stat(p)[0] & 0x4000:
            print('DIR', p)
            tell(p)
        else:
            h = hashlib.sha256()
            size = 0
            with open(p, 'rb') as f:
                while True:
                    b = f.read(256)
                    if not b: break
                    size += len(b)
                    h.update(b)
            print('FILE', p, size, str(binascii.hexlify(h.digest()), 'ascii'))
run()
tell('')
print('DO' + 'NE')
`;

/** Steps of a scenario that run it. */
export function guestFilesScenario(seed: number, count: number): string {
	const program = PROGRAM.trim().replace("SEED", `${seed}`).replace("STEPS", `${count}`);
	// A pause after each line: paste mode echoes slowly, and the receive buffer is small.
	const lines = program
		.split("\n")
		.map((line) => `  - send: ${JSON.stringify(`${line}\r`)}\n  - expect: "\\n=== "`);
	// Old releases here begin with an application of their own.
	return `  - expect: '/awaiting sync|>>> /'
    timeout: 60s
  - send: "\\x03"
  - expect: "\\n>>> "
  - send: "\\x05"
  - expect: "=== "
${lines.join("\n")}
  - send: "\\x04"
  - expect: "DONE"
    timeout: 300s
  - wait: 100ms
`;
}

/** What the program has told, in the form of `listing`. */
export function toldListing(console: string): string[] {
	return (console.match(/^(FILE|DIR) .*$/gm) ?? []).map((line) => line.trimEnd()).sort();
}
