package dev.tlsdiag.collect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The members of an archive to send: each with what it was made of and what was taken out. Names
 * are made safe and unique; the manifest lists them with their SHA-256.
 */
public final class BundleParts {
  /** Names in an archive that no file system or shell stumbles over. */
  private static final int LONGEST_NAME = 80;

  private final List<Part> parts = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /**
   * A member.
   *
   * @param name path within the archive
   * @param what it is: {@code the report}, {@code node.pcap: the packets of 2 handshakes}
   * @param secretsTaken how many secrets were taken out
   */
  public record Part(String name, String what, Bytes content, long secretsTaken) {
    public Part {
      requireNonNull(name, "name is null");
      requireNonNull(what, "what is null");
      requireNonNull(content, "content is null");
    }
  }

  /** What is not packed, and why. */
  public record LeftOut(String what, String why) {
    public LeftOut {
      requireNonNull(what, "what is null");
      requireNonNull(why, "why is null");
    }
  }

  /** A text without secrets in it, or from which they were taken. */
  public void add(String name, String what, String text, long secretsTaken) {
    add(name, what, text.getBytes(StandardCharsets.UTF_8), secretsTaken);
  }

  public void add(String name, String what, byte[] content, long secretsTaken) {
    parts.add(new Part(unique(safe(name)), what, Bytes.copyOf(content), secretsTaken));
  }

  public void leaveOut(String what, String why) {
    leftOut.add(new LeftOut(what, why));
  }

  public List<Part> parts() {
    return List.copyOf(parts);
  }

  public List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  public long secretsTaken() {
    return parts.stream().mapToLong(Part::secretsTaken).sum();
  }

  /** What is in it, for whoever is to look before it is sent. */
  public List<String> manifest() {
    List<String> lines = new ArrayList<>();
    for (Part part : parts) {
      lines.add(
          "%s  %s  %,d bytes  %s%s"
              .formatted(
                  sha256(part.content()),
                  part.name(),
                  part.content().length(),
                  part.what(),
                  part.secretsTaken() == 0 ? "" : " (" + secrets(part.secretsTaken()) + ")"));
    }
    for (LeftOut each : leftOut) {
      lines.add("left out: %s: %s".formatted(each.what(), each.why()));
    }
    return lines;
  }

  public void write(EvidenceArchive archive) throws IOException {
    for (Part part : parts) {
      archive.add(part.name(), part.content().toArray());
    }
    String manifest = String.join("\n", manifest()) + "\n";
    archive.add("MANIFEST.txt", manifest.getBytes(StandardCharsets.UTF_8));
  }

  /** {@code 2 secrets taken out}. */
  public static String secrets(long number) {
    return "%,d %s taken out".formatted(number, number == 1 ? "secret" : "secrets");
  }

  /** Letters, digits and few signs; no way out of the archive's folder. */
  private static String safe(String name) {
    StringBuilder out = new StringBuilder();
    for (String segment : name.split("/", -1)) {
      String plain = segment.replaceAll("[^A-Za-z0-9._-]+", "_").replaceFirst("^\\.+", "_");
      if (!plain.isEmpty()) {
        out.append(out.isEmpty() ? "" : "/");
        out.append(plain, Math.max(0, plain.length() - LONGEST_NAME), plain.length());
      }
    }
    return out.isEmpty() ? "unnamed" : out.toString();
  }

  private String unique(String name) {
    String candidate = name;
    for (int i = 2; !names.add(candidate.toLowerCase(Locale.ROOT)); i++) {
      int dot = name.lastIndexOf('.');
      candidate =
          dot > name.lastIndexOf('/')
              ? name.substring(0, dot) + "-" + i + name.substring(dot)
              : name + "-" + i;
    }
    return candidate;
  }

  private static String sha256(Bytes content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
