package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.yaml.Position;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that a check expects. */
public sealed interface Expectation {
  /** Of its key in the file. */
  Position position();

  /** Its name in reports and in lists of what is suppressed: {@code expect-status}. */
  String rule();

  /** What it is about, in half a sentence. */
  String summary();

  /** How a path is expected to be closed. */
  enum Barrier {
    /** Before TLS, in any way. */
    ANY("false"),
    /** By a reset in answer to the SYN, or by a proxy that refuses the tunnel. */
    REFUSED("refused"),
    /** By silence. */
    UNANSWERED("unanswered"),
    /** TCP connects, and the ClientHello is the end of it: a policy on names does that. */
    CUT("cut");

    private final String label;

    Barrier(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * Whether a server is to be reached.
   *
   * @param barrier what stops the request; empty where nothing is to
   */
  record Reachable(Optional<Barrier> barrier, Position position) implements Expectation {
    public Reachable {
      requireNonNull(barrier, "barrier is null");
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-reachable";
    }

    @Override
    public String summary() {
      return "the server is to be reached, or is not to be";
    }
  }

  /** The direct path and the others are to behave alike. */
  record Agree(Position position) implements Expectation {
    public Agree {
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-agree";
    }

    @Override
    public String summary() {
      return "the direct path and the others are to agree";
    }
  }

  /**
   * The rules are to find nothing worse.
   *
   * @param worst that is allowed; empty where nothing is
   */
  record NoFindingAbove(Optional<Severity> worst, Position position) implements Expectation {
    public NoFindingAbove {
      requireNonNull(worst, "worst is null");
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-no-finding-above";
    }

    @Override
    public String summary() {
      return "no rule is to find anything worse";
    }
  }

  /**
   * The status of the response.
   *
   * @param patterns {@code 200} or {@code 2xx}, one of which has to fit
   */
  record Status(List<String> patterns, Position position) implements Expectation {
    public Status {
      patterns = List.copyOf(patterns);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-status";
    }

    @Override
    public String summary() {
      return "the response is to have this status";
    }
  }

  /**
   * How the server takes names.
   *
   * @param behaviours labels of {@code ProbeReport.ServerNames.Kind}, or {@code required} for all
   *     of its kinds; one has to be it
   */
  record Sni(List<String> behaviours, Position position) implements Expectation {
    public Sni {
      behaviours = List.copyOf(behaviours);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-sni";
    }

    @Override
    public String summary() {
      return "the server is to take names in this way";
    }
  }

  /** The certificate is to be valid for so long from now on. */
  record ValidFor(Duration atLeast, Position position) implements Expectation {
    public ValidFor {
      requireNonNull(atLeast, "atLeast is null");
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-certificate-valid-for";
    }

    @Override
    public String summary() {
      return "the certificate is to be valid for some time to come";
    }
  }

  /**
   * Who issued the certificate.
   *
   * @param patterns with {@code *}, of which one fits the issuer's name or common name
   */
  record Issuer(List<String> patterns, Position position) implements Expectation {
    public Issuer {
      patterns = List.copyOf(patterns);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-certificate-issuer";
    }

    @Override
    public String summary() {
      return "the certificate is to be from this issuer";
    }
  }

  /** Names that the certificate has to be for, all of them. */
  record Names(List<String> names, Position position) implements Expectation {
    public Names {
      names = List.copyOf(names);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-certificate-name";
    }

    @Override
    public String summary() {
      return "the certificate is to be for this name";
    }
  }

  /** The oldest version of TLS that may be agreed on. */
  record TlsAtLeast(ProtocolVersion version, Position position) implements Expectation {
    public TlsAtLeast {
      requireNonNull(version, "version is null");
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-tls-at-least";
    }

    @Override
    public String summary() {
      return "no older version of TLS is to be agreed on";
    }
  }

  /**
   * The protocol that ALPN agrees on.
   *
   * @param protocols of which one has to be it; {@code none} for no agreement
   */
  record Alpn(List<String> protocols, Position position) implements Expectation {
    public Alpn {
      protocols = List.copyOf(protocols);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-alpn";
    }

    @Override
    public String summary() {
      return "ALPN is to agree on this protocol";
    }
  }

  /**
   * Where the name leads.
   *
   * @param blocks in which every address has to lie
   */
  record DnsAddresses(List<AddressBlock> blocks, Position position) implements Expectation {
    public DnsAddresses {
      blocks = List.copyOf(blocks);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-dns-addresses";
    }

    @Override
    public String summary() {
      return "the name is to have these addresses and no others";
    }
  }

  /**
   * What DNS answers.
   *
   * @param codes as registered by IANA, of which one has to be it
   */
  record DnsResponse(List<String> codes, Position position) implements Expectation {
    public DnsResponse {
      codes = List.copyOf(codes);
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-dns-response";
    }

    @Override
    public String summary() {
      return "DNS is to answer with this code";
    }

    /** Whether there is an address to connect to in the expected case. */
    public boolean allowsRequest() {
      return codes.contains("NOERROR");
    }
  }

  /**
   * How long the TLS handshake takes.
   *
   * @param below that 95 of 100 handshakes take no longer than
   * @param runs how many are made
   */
  record HandshakeP95(Duration below, int runs, Position position) implements Expectation {
    public HandshakeP95 {
      requireNonNull(below, "below is null");
      requireNonNull(position, "position is null");
    }

    @Override
    public String rule() {
      return "expect-handshake-p95-below";
    }

    @Override
    public String summary() {
      return "95 of 100 handshakes are to take no longer";
    }
  }
}
