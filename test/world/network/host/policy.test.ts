import test from "ava";
import { parseIpv4 } from "../../../../src/world/network/addresses.js";
import { formatForward, parseForward } from "../../../../src/world/network/host/forward-spec.js";
import { HostPolicy } from "../../../../src/world/network/host/policy.js";

const allows = (policy: HostPolicy, address: string, port: number) =>
	policy.allows(parseIpv4(address)!, port);

test("without a list everything but the machine itself and what is no host", (t) => {
	const policy = new HostPolicy();
	t.true(allows(policy, "93.184.216.34", 80));
	t.true(policy.allowsHost(80));
	t.true(policy.mayResolve("example.org"));
	for (const address of ["127.0.0.1", "127.9.9.9", "0.0.0.0", "224.0.0.1", "255.255.255.255"]) {
		t.false(allows(policy, address, 80), address);
	}
});

test("addresses, networks, ports", (t) => {
	const policy = new HostPolicy(["192.0.2.1", "198.51.100.0/24:80", "10.0.0.0/8:8000-8010"]);
	t.true(allows(policy, "192.0.2.1", 1));
	t.false(allows(policy, "192.0.2.2", 1));
	t.true(allows(policy, "198.51.100.200", 80));
	t.false(allows(policy, "198.51.100.200", 443));
	t.true(allows(policy, "10.1.2.3", 8010));
	t.false(allows(policy, "10.1.2.3", 8011));
	t.false(policy.allowsHost(80));
});

test("names count for the addresses that were given for them", (t) => {
	const policy = new HostPolicy(["example.org:443", "*.example.net", "host.internal:8000"]);
	const address = parseIpv4("93.184.216.34")!;
	t.true(policy.mayResolve("example.org"));
	t.true(policy.mayResolve("a.b.example.net"));
	t.false(policy.mayResolve("example.net"));
	t.false(policy.mayResolve("notexample.org"));
	t.false(policy.allows(address, 443), "not asked for yet");
	policy.resolved("example.org", [address]);
	t.true(policy.allows(address, 443));
	t.false(policy.allows(address, 80));
	t.true(policy.allowsHost(8000));
	t.false(policy.allowsHost(8001));
});

test("an empty list allows nothing; what cannot be read is said", (t) => {
	const nothing = new HostPolicy([]);
	t.false(
		allows(nothing, "93.184.216.34", 80) || nothing.allowsHost(80) || nothing.mayResolve("example.org"),
	);
	for (const entry of ["", "1.2.3", "1.2.3.4/33", "a b", "x:70000", "x:9-8", "x:", "::1"]) {
		t.throws(() => new HostPolicy([entry]), { name: "NetworkError", message: /cannot allow/ }, entry);
	}
});

test("forwarded ports: every form, and back", (t) => {
	const full = (text: string) => formatForward(parseForward(text));
	t.is(full("tcp:8266:80"), "tcp:127.0.0.1:8266:80");
	t.is(full("udp:0.0.0.0:5000:53"), "udp:0.0.0.0:5000:53");
	t.is(full("tcp:[::1]:0:80"), "tcp:[::1]:0:80");
	t.is(full("tcp:8266:192.168.4.1:80"), "tcp:127.0.0.1:8266:192.168.4.1:80");
	t.is(full("tcp:0.0.0.0:8266:192.168.4.1:80"), "tcp:0.0.0.0:8266:192.168.4.1:80");
	for (const text of [full("tcp:1:2"), full("udp:[::]:1:10.0.0.1:2")]) t.is(full(text), text);
	for (const text of [
		"",
		"tcp",
		"tcp:1",
		"tcp:1:0",
		"tcp:1:70000",
		"sctp:1:2",
		"tcp:a:1:2",
		"tcp:1:2:3",
		"tcp:1:2:3:4:5",
		"tcp:::1",
		"tcp: 1:2",
		"tcp:[x]:1:2",
	]) {
		t.throws(() => parseForward(text), { name: "NetworkError", message: /cannot forward/ }, text);
	}
});
