package dev.tlsdiag.pile;

/**
 * What is taken from an archive and the archives in it, all together: an archive may come from a
 * stranger, and a few bytes can stand for billions.
 *
 * @param members that are looked at
 * @param bytes unpacked, members that were skipped included
 * @param ratio of bytes unpacked to bytes read from the file; ordinary logs reach 30
 * @param depth of archives in archives; the outermost is 1
 */
public record ArchiveLimits(int members, long bytes, int ratio, int depth) {
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(50_000, 20L << 30, 400, 3);

  public ArchiveLimits {
    if (members < 1 || bytes < 1 || ratio < 1 || depth < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }
}
