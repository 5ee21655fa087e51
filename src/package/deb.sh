#!/usr/bin/env bash
# Called by package.sh: the .deb of the tree that the tarball has too, below /usr.
#
# It brings its own Java. What is needed on a jump host at night should not depend on which Java is
# there, should start fast at the first run without writing to anybody's home, and be one file to
# copy; whoever wants Debian's Java takes the jar.
set -euo pipefail
root=$work/deb
mkdir -p "$root/DEBIAN"
cp -a "$tree" "$root/usr"

# Places and names as Debian wants them.
if [ -d "$root/usr/share/zsh" ]; then
  mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
fi
doc=$root/usr/share/doc/tlsdiag
# Debian has the Apache License in one place; the others stay, under names of their own.
rm "$doc/LICENSE"
mkdir "$doc/third-party"
for part in boringssl FastDoubleParser-LICENSE FastDoubleParser-ThirdParty Schubfach; do
  for text in "$doc"/licenses/*$part*; do
    [ ! -f "$text" ] || cp -a "$text" "$doc/third-party/${part%-LICENSE}.txt"
  done
done
rm -r "$doc/licenses"
cp src/package/debian/copyright "$doc/copyright"
install -D -m 644 src/package/debian/lintian-overrides "$root/usr/share/lintian/overrides/tlsdiag"
sed -e "s|@version@|$version-1|" -e "s|@date@|$(date -R -d "@$SOURCE_DATE_EPOCH")|" \
  src/package/debian/changelog | gzip -9n >"$doc/changelog.Debian.gz"
if [ -d "$root/usr/share/man" ]; then
  find "$root/usr/share/man" -type f -exec gzip -9n {} +
  for other in kubectl-tlsdiag kubectl_complete-tlsdiag; do
    ln -s tlsdiag.1.gz "$root/usr/share/man/man1/$other.1.gz"
  done
fi

# What the runtime was linked with depends on who built this Java.
libraries=("$root"/usr/lib/tlsdiag/bin/* "$root"/usr/lib/tlsdiag/lib/*.so "$root"/usr/lib/tlsdiag/lib/server/*.so)
glibc=$(grep -aohE 'GLIBC_2\.[0-9]+' "${libraries[@]}" | sort -uV | tail -n 1)
depends="libc6 (>= ${glibc#GLIBC_})"
for pair in libgcc_s.so.1=libgcc-s1 libstdc++.so.6=libstdc++6 libz.so.1=zlib1g; do
  if grep -aqF "${pair%=*}" "${libraries[@]}"; then
    depends="$depends, ${pair#*=}"
  fi
done
size=$(find "$root/usr" -type f -printf '%s\n' | awk '{sum += int(($1 + 1023) / 1024)} END {print sum}')
sed -e "s|@version@|$version-1|" -e "s|@arch@|$arch|" -e "s|@size@|$size|" -e "s|@depends@|$depends|" \
  src/package/debian/control >"$root/DEBIAN/control"
(cd "$root" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
chmod -R u+w,go-w,a+rX "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zgzip -z6 --build "$root" "$out/tlsdiag_$version-1_$arch.deb" >/dev/null
echo "package: tlsdiag_$version-1_$arch.deb" >&2
