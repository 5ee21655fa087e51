#!/usr/bin/env bash
# Called by package.sh: a container image without a container daemon, root or Dockerfile.
#
# One tar archive that is an OCI layout and has docker's manifest.json too:
#
#   docker load -i FILE · podman load -i FILE · skopeo copy oci-archive:FILE … · ctr images import FILE
#
# First layer: what the program needs of Debian, its packages unpacked as they are, no script of
# theirs run. They are fetched with apt-get download, once, into target/package-debs; their names and
# versions are in /var/lib/dpkg/status.d, where scanners look. Second layer: the program. It runs as
# 65532 or any other user, on a root file system that is read-only, and needs no more than a shell,
# which is busybox. tcpdump and timeout are there for pods that capture.
set -euo pipefail
root=$work/image
layers=$work/blobs/sha256
debs=$PWD/target/package-debs
mkdir -p "$root" "$layers" "$debs"

skipped() {
  echo "package: SKIPPED image: $*" >&2
  exit 0
}
for tool in apt-get apt-cache dpkg-deb; do
  command -v $tool >/dev/null || skipped "no '$tool' on the PATH"
done

# The libraries that these need, and what holds their copyright; nothing that runs at installation.
packages='busybox-static ca-certificates libc-bin netbase'
wanted='libc6 libgcc-s1 libstdc++6 zlib1g libpcap0.8 tcpdump'
while [ -n "$wanted" ]; do
  packages="$packages $wanted"
  # shellcheck disable=SC2086  # one word each
  wanted=$(apt-cache depends --important $wanted 2>/dev/null \
    | sed -nE 's/^  (Pre)?Depends: ((lib|zlib|gcc-).*)/\2/p' | sort -u \
    | while read -r name; do case " $packages " in *" $name "*) ;; *) echo "$name" ;; esac; done | xargs)
done
# shellcheck disable=SC2086  # one word each
files=$(cd "$root" && apt-get download --print-uris $packages 2>/dev/null) && [ -n "$files" ] \
  || skipped "apt-get knows not all of: $(echo $packages); first: apt-get update"
while read -r _ file _; do
  if [ ! -f "$debs/$file" ]; then
    # shellcheck disable=SC2086
    (cd "$debs" && apt-get -qq download $packages >/dev/null 2>&1) || skipped "apt-get download failed (offline?)"
    break
  fi
done <<<"$files"

mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{etc,tmp,w,proc,sys,dev,run,home} "$root/var/lib/dpkg/status.d"
for link in bin sbin lib lib64; do
  ln -s "usr/$link" "$root/$link"
done
while read -r _ file _; do
  dpkg-deb --fsys-tarfile "$debs/$file" | tar -C "$root" --keep-directory-symlink --no-same-owner -xf -
  name=${file%%_*}
  dpkg-deb --field "$debs/$file" >"$root/var/lib/dpkg/status.d/$name"
done <<<"$files"
rm -rf "$root"/usr/share/{man,info,locale,lintian,bash-completion,initramfs-tools,bug,menu} \
  "$root"/etc/{apparmor.d,default,gai.conf,bindresvport.blacklist,ld.so.conf.d,ld.so.conf,ca-certificates} \
  "$root"/var/{cache,lib/apt} "$root"/usr/sbin/{ldconfig,iconvconfig,update-ca-certificates} "$root/usr/lib/tmpfiles.d"
find "$root/usr/share/doc" -type f ! -name copyright -delete
find "$root/usr/share/doc" -type d -empty -delete
for applet in $("$root/usr/bin/busybox" --list 2>/dev/null || "$root/bin/busybox" --list); do
  [ -e "$root/usr/bin/$applet" ] || [ -e "$root/usr/sbin/$applet" ] || ln -s busybox "$root/usr/bin/$applet"
done
mkdir -p "$root/etc/ssl/certs"
find "$root/usr/share/ca-certificates" -name '*.crt' | sort | xargs cat >"$root/etc/ssl/certs/ca-certificates.crt"
printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'nobody:x:65534:65534:nobody:/nonexistent:/bin/false' \
  'tlsdiag:x:65532:65532:tlsdiag:/tmp:/bin/sh' >"$root/etc/passwd"
printf '%s\n' 'root:x:0:' 'nogroup:x:65534:' 'tlsdiag:x:65532:' >"$root/etc/group"
printf '%s\n' 'hosts: files dns' 'passwd: files' 'group: files' >"$root/etc/nsswitch.conf"
chmod -R u+w,go-w,a+rX "$root"
chmod 1777 "$root/tmp" "$root/w"
if find "$root" -perm /6000 -type f | grep .; then
  echo "error: the image would have these files that run as somebody else" >&2
  exit 1
fi

layer() { # folder, members: digests of the layer, inside and outside of gzip
  tar --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    -C "$1" -cf "$work/layer.tar" "${@:2}"
  diff=$(sha256sum <"$work/layer.tar" | cut -d' ' -f1)
  gzip -n -4 "$work/layer.tar"
  blob=$(sha256sum <"$work/layer.tar.gz" | cut -d' ' -f1)
  size=$(stat -c %s "$work/layer.tar.gz")
  mv "$work/layer.tar.gz" "$layers/$blob"
}
stored() { # file: becomes a blob
  blob=$(sha256sum <"$1" | cut -d' ' -f1)
  size=$(stat -c %s "$1")
  mv "$1" "$layers/$blob"
}
# shellcheck disable=SC2046
layer "$root" $(cd "$root" && ls -A | sort)
base_diff=$diff base=$blob base_size=$size
mkdir "$work/app"
ln -s "$tree" "$work/app/usr"
tree_members=(usr/bin usr/lib usr/share)
layer "$work/app" "${tree_members[@]}"
app_diff=$diff app=$blob app_size=$size

created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%FT%TZ)
cat >"$work/config" <<JSON
{"created":"$created","architecture":"$arch","os":"linux",
"config":{"User":"65532:65532","WorkingDir":"/w","Entrypoint":["/usr/bin/tlsdiag"],
"Env":["PATH=/usr/bin:/usr/sbin","HOME=/tmp","LANG=C.UTF-8"],
"Labels":{"org.opencontainers.image.title":"tlsdiag","org.opencontainers.image.version":"$version",
"org.opencontainers.image.created":"$created","org.opencontainers.image.licenses":"Apache-2.0",
"org.opencontainers.image.description":"Finds the hop that breaks a TLS connection, and proves why."}},
"rootfs":{"type":"layers","diff_ids":["sha256:$base_diff","sha256:$app_diff"]},
"history":[{"created":"$created","created_by":"packages of Debian"},{"created":"$created","created_by":"tlsdiag $version"}]}
JSON
stored "$work/config"
config=$blob config_size=$size
media=application/vnd.oci.image
cat >"$work/manifest" <<JSON
{"schemaVersion":2,"mediaType":"$media.manifest.v1+json",
"config":{"mediaType":"$media.config.v1+json","digest":"sha256:$config","size":$config_size},
"layers":[{"mediaType":"$media.layer.v1.tar+gzip","digest":"sha256:$base","size":$base_size},
{"mediaType":"$media.layer.v1.tar+gzip","digest":"sha256:$app","size":$app_size}]}
JSON
stored "$work/manifest"
layout=$work/layout
mkdir "$layout"
mv "$work/blobs" "$layout/blobs"
echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
cat >"$layout/index.json" <<JSON
{"schemaVersion":2,"mediaType":"$media.index.v1+json",
"manifests":[{"mediaType":"$media.manifest.v1+json","digest":"sha256:$blob","size":$size,
"platform":{"architecture":"$arch","os":"linux"},
"annotations":{"io.containerd.image.name":"docker.io/library/tlsdiag:$version","org.opencontainers.image.ref.name":"$version"}}]}
JSON
cat >"$layout/manifest.json" <<JSON
[{"Config":"blobs/sha256/$config","RepoTags":["tlsdiag:$version"],
"Layers":["blobs/sha256/$base","blobs/sha256/$app"]}]
JSON
file=tlsdiag-$version-image-linux-$arch.tar
tar --sort=name --format=ustar --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  -C "$layout" -cf "$out/$file" blobs index.json manifest.json oci-layout
echo "package: $file" >&2
