package dev.tlsdiag.pile;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.logs.KubernetesEvents;
import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.UnusableFileException;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads documents that are one value: captures, manifests, certificates. */
final class WholeDocuments {
  private static final int LARGEST = 64 << 20;
  private static final int KINDS_SHOWN = 8;

  private WholeDocuments() {}

  static Found capture(Document document, DocumentKind kind) {
    Captured heard = new Captured();
    List<String> gaps = new ArrayList<>();
    Optional<Instant> from = Optional.empty();
    Optional<Instant> to = Optional.empty();
    Optional<String> broken = Optional.empty();
    try {
      CaptureResult result =
          new CaptureRun(CaptureOptions.DEFAULT, heard)
              .run(document.name(), document.bytes(), false);
      if (!result.files().isEmpty()) {
        from = result.files().get(0).first();
        to = result.files().get(0).last();
      }
      result.warnings().forEach(warning -> gaps.add(warning.replace(document.name() + ": ", "")));
      broken = gaps.stream().findFirst();
    } catch (CaptureProblem e) {
      gaps.add("cannot be read: " + Words.of(e));
      broken = gaps.stream().findFirst();
    }
    heard.gap().ifPresent(gaps::add);
    CapturedFile file = heard.file(document.name());
    int records = file.handshakes().size() + file.plain().size() + file.dns().size();
    StringBuilder sentence = new StringBuilder(kind.count(file.handshakes().size()));
    if (!file.plain().isEmpty()) {
      sentence.append(", ").append(Numbers.of(file.plain().size(), "connection"));
      sentence.append(" in the clear");
    }
    if (!file.dns().isEmpty()) {
      sentence.append(", ").append(Numbers.of(file.dns().size(), "lookup"));
    }
    broken.ifPresent(why -> sentence.append("; ").append(why));
    return new Found(
        new Contribution(
            document.name(), kind, tally(records), sentence.toString(), gaps, from, to),
        new Found.Captured(file));
  }

  private static ReadingTally tally(long records) {
    return new ReadingTally(records, 0, Optional.empty(), 0, 0);
  }

  /**
   * Resources; events among them are told as what was seen.
   *
   * @param store takes these
   */
  static Found manifests(Document document, DocumentKind kind, SightingStore store)
      throws IOException {
    int most = YamlText.Limits.PRINTED.characters();
    List<String> gaps = new ArrayList<>();
    byte[] bytes = document.bytes().readNBytes(most + 1);
    int length = Math.min(bytes.length, most);
    if (bytes.length > most) {
      gaps.add("only its first %s bytes were read".formatted(Numbers.grouped(most)));
    }
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    Manifests manifests = Manifests.of(new YamlText(document.name(), text));
    Optional<String> first =
        manifests.problems().stream()
            .findFirst()
            .map(p -> "line %d: %s".formatted(p.position().line(), p.message()));
    manifests.resources().forEach(resource -> KubernetesEvents.of(resource).ifPresent(store));
    SightingStore.Kept kept = store.finish();
    if (kept.leftOut() > 0) {
      gaps.add(kept.gap());
    }
    int unreadable = manifests.problems().size();
    ReadingTally tally = new ReadingTally(manifests.resources().size(), unreadable, first, 0, 0);
    return new Found(
        new Contribution(
            document.name(),
            kind,
            tally,
            kind == DocumentKind.MANIFESTS
                ? kinds(manifests, kind)
                : DocumentReaders.sentence(kind, tally),
            gaps,
            kept.from(),
            kept.to()),
        new Found.Told(manifests),
        new Found.Seen(kept, store.failures()));
  }

  /** {@code 3 resources: 2 CiliumNetworkPolicy, 1 Secret}. */
  private static String kinds(Manifests manifests, DocumentKind kind) {
    Map<String, Integer> counts = new TreeMap<>();
    manifests.resources().forEach(r -> counts.merge(r.kind(), 1, Integer::sum));
    String text = kind.count(manifests.resources().size());
    List<String> parts =
        counts.entrySet().stream()
            .filter(entry -> !entry.getKey().isEmpty())
            .limit(KINDS_SHOWN)
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .toList();
    return parts.isEmpty() ? text : text + ": " + String.join(", ", parts);
  }

  static Found certificates(Document document) throws IOException {
    List<String> gaps = new ArrayList<>();
    CertificateFile file = new CertificateFile(document.name(), "certificates", List.of());
    Optional<String> problem = Optional.empty();
    try {
      FileContents contents =
          FileContents.parseCertificates(
              document.bytes().readNBytes(LARGEST), document.name(), Passphrase.NONE);
      file = new CertificateFile(document.name(), contents.format(), contents.certificates());
      gaps.addAll(contents.skipped());
    } catch (UnusableFileException e) {
      problem = Optional.of(Words.of(e));
    }
    DocumentKind kind = DocumentKind.CERTIFICATES;
    ReadingTally tally =
        new ReadingTally(file.certificates().size(), problem.isPresent() ? 1 : 0, problem, 0, 0);
    problem.ifPresent(gaps::add);
    return new Found(
        new Contribution(
            document.name(),
            kind,
            tally,
            kind.count(file.certificates().size()),
            gaps,
            Optional.empty(),
            Optional.empty()),
        new Found.Certified(file));
  }
}
