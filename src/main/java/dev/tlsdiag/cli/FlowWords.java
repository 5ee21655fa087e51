package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.hubble.DropReason;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.report.flow.FlowFormat;
import dev.tlsdiag.report.flow.MapFormat;
import dev.tlsdiag.report.flow.TimeLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the filters of flows take, as Hubble names it. Most take more than is worth a list. */
final class FlowWords {
  private FlowWords() {}

  /** Words among others. */
  private abstract static class Some extends Takes.Words {
    Some(String... words) {
      super(words);
    }

    @Override
    boolean closed() {
      return false;
    }
  }

  /** {@code --output}. */
  static final class Formats extends ValueKind {
    @Override
    List<String> words() {
      return FlowFormat.labels();
    }
  }

  /** {@code --map}. */
  static final class Maps extends ValueKind {
    @Override
    List<String> words() {
      return MapFormat.labels();
    }

    @Override
    boolean namesFile() {
      return true;
    }
  }

  /** {@code --time-format}. */
  static final class TimeFormats extends ValueKind {
    @Override
    List<String> words() {
      return TimeLayout.labels();
    }
  }

  /** Of options that are on and can be switched off. */
  static final class Truth extends Takes.Words {
    Truth() {
      super("true", "false");
    }
  }

  /** {@code --verdict}. */
  static final class Verdicts extends ValueKind {
    @Override
    List<String> words() {
      return Arrays.stream(Verdict.values())
          .filter(verdict -> verdict != Verdict.VERDICT_UNKNOWN)
          .map(Verdict::name)
          .toList();
    }
  }

  /** {@code --protocol}. */
  static final class Protocols extends Some {
    Protocols() {
      super("tcp", "udp", "sctp", "icmp", "icmpv4", "icmpv6", "dns", "http", "kafka");
    }
  }

  /** {@code --type}. */
  static final class Types extends Some {
    Types() {
      super(
          "drop",
          "l7",
          "policy-verdict",
          "trace",
          "trace:to-proxy",
          "trace:from-proxy",
          "trace:to-endpoint",
          "trace:from-endpoint",
          "trace:to-network",
          "trace:from-network",
          "trace-sock",
          "capture");
    }
  }

  /** {@code --traffic-direction}. */
  static final class Directions extends Takes.Words {
    Directions() {
      super("ingress", "egress");
    }
  }

  /** {@code --ip-version}. */
  static final class IpVersions extends Takes.Words {
    IpVersions() {
      super("v4", "v6", "none");
    }
  }

  /** {@code --identity}, where it has a name. */
  static final class Identities extends Some {
    Identities() {
      super(
          "world",
          "host",
          "remote-node",
          "kube-apiserver",
          "health",
          "init",
          "ingress",
          "unmanaged");
    }
  }

  /** {@code --http-method}. */
  static final class Methods extends Some {
    Methods() {
      super("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT");
    }
  }

  /** {@code --drop-reason-desc}. */
  static final class Reasons extends ValueKind {
    @Override
    List<String> words() {
      return StreamSupport.stream(DropReason.names().spliterator(), false).sorted().toList();
    }
  }
}
