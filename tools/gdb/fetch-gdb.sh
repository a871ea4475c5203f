#!/bin/sh
# Unpacks Debian trixie's gdb-multiarch with all that it needs into a folder, without root and without installing
# anything: fetch-gdb.sh DIR. Needs apt and Debian's archive keyring. Then DIR/gdb-multiarch runs it.
set -eu
dir=${1:?"usage: fetch-gdb.sh DIR"}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial" "$dir/root"
dir=$(cd "$dir" && pwd)
: > "$dir/apt/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$dir/apt/sources.list"
apt() {
	apt-get -q -o "Dir::Etc=$dir/apt" -o "Dir::Etc::SourceList=$dir/apt/sources.list" -o Dir::Etc::SourceParts=- \
		-o "Dir::State=$dir/apt" -o "Dir::State::Status=$dir/apt/status" -o "Dir::Cache=$dir/apt/cache" \
		-o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o APT::Sandbox::User= \
		-o APT::Install-Recommends=false -o Acquire::Languages=none -o Debug::NoLocking=1 "$@"
}
apt update
apt install --yes --download-only gdb-multiarch
for package in "$dir"/apt/cache/archives/*.deb; do dpkg-deb -x "$package" "$dir/root"; done
rm -r "$dir/apt"
cat > "$dir/gdb-multiarch" <<RUN
#!/bin/sh
root=$dir/root
export PYTHONHOME=\$root/usr
exec "\$root/usr/lib64/ld-linux-x86-64.so.2" \\
	--library-path "\$root/usr/lib/x86_64-linux-gnu:\$root/lib/x86_64-linux-gnu" \\
	"\$root/usr/bin/gdb-multiarch" --data-directory="\$root/usr/share/gdb" "\$@"
RUN
chmod +x "$dir/gdb-multiarch"
