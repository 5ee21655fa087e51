#!/usr/bin/env bash
# Builds everything that is handed out from target/tlsdiag.jar into target/packages, or OUT.
#
#   src/package/package.sh [--skip-image] [OUT]
#
#   tlsdiag-VERSION.jar                     runnable with any Java from 17
#   tlsdiag-VERSION                         the same with a launcher in front
#   tlsdiag-VERSION-linux-ARCH.tar.gz       with its own Java: unpack and run
#   tlsdiag_VERSION_ARCH.deb                the same for Debian and Ubuntu
#   tlsdiag-VERSION-image-linux-ARCH.tar    container image, for docker load, podman load, skopeo
#   tlsdiag-VERSION.cdx.json                what is inside (CycloneDX), where the build made target/bom.json
#   SHA256SUMS
#
# The same jar, the same JDK and the same Debian packages give the same bytes, but for the class
# archive, in which Java leaves some order to chance: TLSDIAG_CLASS_ARCHIVE=FILE takes one that is there.
# Times come from
# SOURCE_DATE_EPOCH, by default project.build.outputTimestamp of the pom. Nothing needs root, a
# container daemon, or the network (but see image.sh). A form whose tools are missing is left out
# with a line on stderr.
set -euo pipefail
cd "$(dirname "$0")/../.."
umask 022
export LC_ALL=C TZ=UTC

with_image=yes
if [ "${1-}" = --skip-image ]; then
  with_image=no
  shift
fi
jar=$PWD/target/tlsdiag.jar
[ -f "$jar" ] || {
  echo "error: no 'target/tlsdiag.jar'; first: mvn -B package -DskipTests" >&2
  exit 4
}
out=${1:-target/packages}
mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -f "$out"/tlsdiag[-_]* "$out/SHA256SUMS"

java=${JAVA_HOME:+$JAVA_HOME/bin/}
pom() { # the first element of this name
  sed -n "s|.*<$1>\(.*\)</$1>.*|\1|p" pom.xml | head -n 1
}
version=$(pom version)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$(pom project.build.outputTimestamp)" +%s)}
export SOURCE_DATE_EPOCH
case $(uname -m) in
  x86_64) arch=amd64 natives=x86_64 jna=linux-x86-64 ;;
  aarch64) arch=arm64 natives=aarch_64 jna=linux-aarch64 ;;
  *) arch=$(uname -m) natives=none jna=none ;;
esac

# One name everywhere: the class archive has it in it.
work=/tmp/tlsdiag-package
mkdir -m 700 "$work" || {
  echo "error: another build is running, or one was killed: rm -r $work" >&2
  exit 4
}
trap 'rm -rf "$work"' EXIT
say() { echo "package: $*" >&2; }
missing() { # program purpose
  command -v "$1" >/dev/null 2>&1 && return 1
  say "SKIPPED $2: no '$1' on the PATH"
}
settle() { # one time, no surprise in modes
  find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}
packed() { # folder: the tar archive of its contents, always the same
  tar --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    -C "$1" -cf - "${@:2}"
}

cp "$jar" "$out/tlsdiag-$version.jar"
cp target/tlsdiag "$out/tlsdiag-$version"

# --- the runtime: the jar as a module, the modules it needs, and a class archive ---------------

"${java}jlink" --version >/dev/null 2>&1 || {
  say "SKIPPED tarball, .deb and image: no jlink in this Java"
  (cd "$out" && sha256sum tlsdiag-* >SHA256SUMS)
  exit 0
}
feature=$("${java}jlink" --version | cut -d. -f1)
classes=$work/classes
mkdir "$classes"
(
  cd "$classes"
  "${java}jar" -xf "$jar"
  # Native code of other systems, and what only a native-image build would read.
  find META-INF/native com/sun/jna -name '*.*' -type f \
    \( -name '*.so' -o -name '*.jnilib' -o -name '*.dll' \) \
    ! -name "*linux*_$natives.so" ! -name "*epoll_$natives.so" ! -path "com/sun/jna/$jna/*" -delete
  rm -rf META-INF/native-image META-INF/MANIFEST.MF
  "${java}javac" --release 17 --patch-module "dev.tlsdiag=." -d . "$OLDPWD/src/package/module-info.java" 2>"$work/javac" \
    || { cat "$work/javac" >&2; exit 1; }
  find . -type f | sed 's|^\./||' | sort >"$work/entries"
  "${java}jar" --create --no-compress --no-manifest --date="$(date -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)" \
    --file "$work/dev.tlsdiag.jar" "@$work/entries"
)

tree=$work/tree # as below /usr or /usr/local
runtime=$tree/lib/tlsdiag
mkdir -p "$tree/bin" "$tree/lib"
"${java}jlink" --module-path "$work/dev.tlsdiag.jar" --add-modules dev.tlsdiag --output "$runtime" \
  --no-header-files --no-man-pages --dedup-legal-notices=error-if-not-same-content
chmod -R u+w "$runtime"
# Nothing here is compiled, and java finds its own image.
rm -f "$runtime/bin/keytool" "$runtime/lib/classlist" "$runtime/lib/jexec" "$runtime/lib/jrt-fs.jar"
missing strip 'stripping the runtime' \
  || strip --strip-unneeded "$runtime"/bin/java "$runtime"/lib/*.so "$runtime"/lib/jspawnhelper "$runtime"/lib/server/*.so

# The class archive, where java looks for it unasked. It stays valid when the folder is moved, because
# all classes come from the runtime's own image. What a start needs is seen by running what people
# run; which of these classes are loaded when threads race must not decide about the bytes.
train() {
  XDG_STATE_HOME=$work/state "$runtime/bin/java" -XX:+UseSerialGC -Xshare:off \
    -XX:DumpLoadedClassList="$work/loaded" "$@" >/dev/null 2>&1 || true
  [ -s "$work/loaded" ] || { say "SKIPPED training with '$*'"; return 0; }
  cat "$work/loaded"
  rm "$work/loaded"
}
main=dev.tlsdiag.launch.Launcher
{
  train -Dtlsdiag.training=true $main
  train $main compare https://127.0.0.1:9/ --proxy http://127.0.0.1:9
  train $main replay https://127.0.0.1:9/
} | grep -v -E '^#|Exception|concurrent/|ResourceLeak|jdk/proxy' | sort -u >"$work/classes.list"
# Interpreted, at fixed addresses, from a folder of one name, with nothing in the environment and on one
# processor the archive has the same bytes each time, as long as the threads of the start take turns in
# the same order. That is sure under the scheduler's rule "first come, first served", which root may ask
# for, and likely on a machine that is not busy; so it counts once two have agreed.
fixed=(setarch -R taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')")
if ! "${fixed[@]}" true 2>/dev/null; then
  fixed=()
  say "WARNING: no 'setarch -R' here: the class archive, and what holds it, differs from build to build"
elif chrt -f 1 true 2>/dev/null; then
  fixed=(chrt -f 1 "${fixed[@]}")
fi
last=none
tries=6
if [ -n "${TLSDIAG_CLASS_ARCHIVE-}" ]; then # of another build: to compare all the rest
  cp "$TLSDIAG_CLASS_ARCHIVE" "$runtime/lib/server/classes.jsa"
  tries=0
fi
for ((try = 1; try <= tries; try++)); do
  "${fixed[@]}" env -i "$runtime/bin/java" -Xshare:dump -Xint -XX:+UseG1GC \
    -XX:SharedClassListFile="$work/classes.list" -XX:SharedArchiveFile="$work/classes.jsa" >"$work/dump" 2>&1 \
    || { cat "$work/dump" >&2; exit 1; }
  sum=$(sha256sum <"$work/classes.jsa")
  mv -f "$work/classes.jsa" "$runtime/lib/server/classes.jsa"
  [ "$sum" != "$last" ] && [ ${#fixed[@]} -gt 0 ] || break
  [ "$try" -lt "$tries" ] || say "WARNING: no two class archives agreed; another build will differ in it"
  last=$sum
done

# From Java 24 on, native code and sun.misc.Unsafe want to be allowed.
options=
if [ "$feature" -ge 24 ]; then
  options='--enable-native-access=dev.tlsdiag --sun-misc-unsafe-memory-access=allow'
fi
sed -e "s|@version@|$version|" -e "s|@options@|$options|" src/package/launcher.sh >"$tree/bin/tlsdiag"
chmod 755 "$tree/bin/tlsdiag"
ln -s tlsdiag "$tree/bin/kubectl-tlsdiag"
chmod -R u+w,go-w,a+rX "$tree"

# --- manual pages, completions, texts -----------------------------------------------------------

documents=$tree/share/doc/tlsdiag
mkdir -p "$documents/licenses"
cp LICENSE README.md "$documents/"
cp -r samples "$documents/samples"
(cd "$classes/META-INF" && cp NOTICE "$documents/" && find . -iname '*license*' -type f -exec cp {} "$documents/licenses/" \;)
printf '%s\n' "The licences of the Java runtime and of what it includes are in lib/tlsdiag/legal." \
  >"$documents/licenses/README"
if [ -d completions ]; then
  install -D -m 644 completions/tlsdiag.bash "$tree/share/bash-completion/completions/tlsdiag"
  install -D -m 644 completions/_tlsdiag "$tree/share/zsh/site-functions/_tlsdiag"
  install -D -m 644 completions/tlsdiag.fish "$tree/share/fish/vendor_completions.d/tlsdiag.fish"
fi
if [ -f completions/kubectl_complete-tlsdiag ]; then
  install -m 755 completions/kubectl_complete-tlsdiag "$tree/bin/kubectl_complete-tlsdiag"
fi
if "$tree/bin/tlsdiag" man --write "$work/man" >/dev/null 2>&1; then
  find "$work/man" -name '*.[1-8]' | while read -r page; do
    install -D -m 644 "$page" "$tree/share/man/man${page##*.}/${page##*/}"
  done
else
  say "no manual pages: 'tlsdiag man' wrote none"
fi
settle "$tree"

# --- tarball -----------------------------------------------------------------------------------

name=tlsdiag-$version-linux-$arch
packed "$work" --transform "flags=r;s|^tree|$name|" tree | gzip -n >"$out/$name.tar.gz"
say "$name.tar.gz"

# --- .deb and image ----------------------------------------------------------------------------

export version arch tree work out
missing dpkg-deb '.deb' || src/package/deb.sh
if [ $with_image = yes ]; then
  src/package/image.sh
fi
if [ -f target/bom.json ]; then
  cp target/bom.json "$out/tlsdiag-$version.cdx.json"
fi
(cd "$out" && sha256sum tlsdiag[-_]* >SHA256SUMS)
say "in $out:" && (cd "$out" && ls -l | awk 'NR > 1 {printf "%12d  %s\n", $5, $9}') >&2
