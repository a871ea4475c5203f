export default {
	files: ["dist/test/**/*.test.js"],
	timeout: "10m",
};
