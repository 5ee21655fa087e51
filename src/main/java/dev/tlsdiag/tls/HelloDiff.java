package dev.tlsdiag.tls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two ClientHellos compared field by field. By convention the left one is the one that works, or
 * the one of the client; the right one fails, or goes to the server.
 *
 * <p>Randoms, session IDs (but for their length), keys, tickets and padding are no difference.
 *
 * @param differences the most suspect first
 * @param equalFields names of the fields that were compared and are the same
 */
public record HelloDiff(List<FieldDifference> differences, List<String> equalFields) {
  public HelloDiff {
    differences = List.copyOf(differences);
    equalFields = List.copyOf(equalFields);
  }

  public static HelloDiff of(ClientHello left, ClientHello right) {
    Comparison comparison = new Comparison(left, right);
    comparison.run();
    List<FieldDifference> ranked = new ArrayList<>(comparison.differences);
    ranked.sort(Comparator.comparing(FieldDifference::weight));
    return new HelloDiff(ranked, comparison.equalFields);
  }

  public boolean isEmpty() {
    return differences.isEmpty();
  }

  /** The difference in the field of that name. */
  public Optional<FieldDifference> of(String field) {
    return differences.stream().filter(d -> d.field().equals(field)).findFirst();
  }

  private static final class Comparison {
    private final ClientHello left;
    private final ClientHello right;
    private final List<FieldDifference> differences = new ArrayList<>();
    private final List<String> equalFields = new ArrayList<>();

    Comparison(ClientHello left, ClientHello right) {
      this.left = left;
      this.right = right;
    }

    void run() {
      serverName();
      List<String> leftProtocols = left.alpnProtocols();
      List<String> rightProtocols = right.alpnProtocols();
      boolean sameProtocols = Set.copyOf(leftProtocols).equals(Set.copyOf(rightProtocols));
      lists("alpn", leftProtocols, rightProtocols, sameProtocols ? Rank.USUAL : Rank.UNUSUAL);
      lists(
          "supported_versions",
          HelloFields.versions(left),
          HelloFields.versions(right),
          isLowered() ? Rank.UNUSUAL : Rank.USUAL);
      values("format", HelloFields.format(left), HelloFields.format(right), Rank.UNUSUAL);
      values(
          "compression",
          HelloFields.compression(left),
          HelloFields.compression(right),
          Rank.UNUSUAL);
      lists("extensions", extensionSet(left), extensionSet(right), extensionsRank());
      lists(
          "cipher_suites",
          HelloFields.texts(left.cipherSuites()),
          HelloFields.texts(right.cipherSuites()),
          Rank.USUAL);
      lists(
          "groups",
          HelloFields.texts(left.groups()),
          HelloFields.texts(right.groups()),
          Rank.USUAL);
      lists("key_shares", HelloFields.keyShares(left), HelloFields.keyShares(right), Rank.USUAL);
      lists(
          "signature_algorithms",
          HelloFields.texts(left.signatureSchemes()),
          HelloFields.texts(right.signatureSchemes()),
          Rank.USUAL);
      lists("extension_order", commonOrder(left, right), commonOrder(right, left), Rank.USUAL);
      values(
          "session_id",
          Vectors.bytes(left.sessionId().length()),
          Vectors.bytes(right.sessionId().length()),
          Rank.USUAL);
      values(
          "legacy_version",
          ProtocolVersion.of(left.legacyVersion()).name(),
          ProtocolVersion.of(right.legacyVersion()).name(),
          Rank.USUAL);
      otherExtensions();
    }

    private void serverName() {
      Optional<String> leftName = HelloFields.serverName(left);
      Optional<String> rightName = HelloFields.serverName(right);
      // Host names are compared without case (RFC 6066 section 3): to a server they are the same.
      boolean sameButCase =
          leftName.isPresent()
              && rightName.isPresent()
              && leftName.get().equalsIgnoreCase(rightName.get());
      add("server_name", leftName, rightName, sameButCase ? Rank.USUAL : Rank.CAUSE_CANDIDATE);
    }

    private boolean isLowered() {
      ProtocolVersion leftMax = maxVersion(left);
      return leftMax.isNewerThan(maxVersion(right));
    }

    private static ProtocolVersion maxVersion(ClientHello hello) {
      return hello.maxVersion(ProtocolVersion.of(hello.legacyVersion()).isDtls());
    }

    private Rank extensionsRank() {
      boolean lostMasterSecret =
          left.hasExtension(ExtensionType.EXTENDED_MASTER_SECRET)
              && !right.hasExtension(ExtensionType.EXTENDED_MASTER_SECRET);
      boolean lostRenegotiation =
          HelloFields.saysSecureRenegotiation(left) && !HelloFields.saysSecureRenegotiation(right);
      // TLS 1.3 needs neither: both are part of it (RFC 8446 appendix D).
      boolean needed = ProtocolVersion.TLS_1_3.isNewerThan(maxVersion(right)) && !right.sslv2();
      return needed && (lostMasterSecret || lostRenegotiation) ? Rank.UNUSUAL : Rank.USUAL;
    }

    /** In the order of their names, so that the order of the wire is no difference here. */
    private static List<String> extensionSet(ClientHello hello) {
      return HelloFields.extensionNames(hello).stream().distinct().sorted().toList();
    }

    private static List<String> commonOrder(ClientHello hello, ClientHello other) {
      Set<String> names = new LinkedHashSet<>(HelloFields.extensionNames(hello));
      names.retainAll(HelloFields.extensionNames(other));
      names.remove(WireCode.GREASE);
      return List.copyOf(names);
    }

    /** Values of those that both have; that one is missing is told by {@code extensions}. */
    private void otherExtensions() {
      Set<Integer> seen = new LinkedHashSet<>();
      for (Extension extension : left.extensions()) {
        Optional<Extension> other = right.extension(extension.type());
        if (HelloFields.isComparedByValue(extension)
            && other.isPresent()
            && seen.add(extension.type())) {
          values(
              extension.extensionType().name(),
              HelloFields.value(extension),
              HelloFields.value(other.get()),
              Rank.USUAL);
        }
      }
    }

    private void values(String field, String leftValue, String rightValue, Rank weight) {
      add(field, Optional.of(leftValue), Optional.of(rightValue), weight);
    }

    private void add(
        String field, Optional<String> leftValue, Optional<String> rightValue, Rank weight) {
      if (leftValue.equals(rightValue)) {
        equalFields.add(field);
      } else {
        differences.add(
            new FieldDifference(field, leftValue, rightValue, weight, List.of(), List.of()));
      }
    }

    private void lists(String field, List<String> leftItems, List<String> rightItems, Rank weight) {
      if (leftItems.equals(rightItems)) {
        equalFields.add(field);
        return;
      }
      differences.add(
          new FieldDifference(
              field,
              text(leftItems),
              text(rightItems),
              weight,
              without(leftItems, rightItems),
              without(rightItems, leftItems)));
    }

    private static Optional<String> text(List<String> items) {
      return items.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", items));
    }

    private static List<String> without(List<String> items, List<String> others) {
      Set<String> rest = new LinkedHashSet<>(items);
      rest.removeAll(Set.copyOf(others));
      return List.copyOf(rest);
    }
  }
}
