package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What {@code /server_info} answers.
 *
 * @param build as Envoy says it: {@code <sha>/1.27.2/Clean/RELEASE/BoringSSL}
 * @param tlsLibrary last part of the build; empty text where it has none
 * @param state {@code LIVE}, {@code DRAINING} …
 * @param logLevel below {@code debug} the log does not tell of connections
 * @param uptime of this process
 */
public record EnvoyServerInfo(
    String build,
    Optional<EnvoyVersion> version,
    String tlsLibrary,
    String state,
    String logLevel,
    EnvoyNode node,
    Optional<Duration> uptime) {
  public EnvoyServerInfo {
    requireNonNull(build, "build is null");
    requireNonNull(version, "version is null");
    requireNonNull(tlsLibrary, "tlsLibrary is null");
    requireNonNull(state, "state is null");
    requireNonNull(logLevel, "logLevel is null");
    requireNonNull(node, "node is null");
    requireNonNull(uptime, "uptime is null");
  }

  /**
   * @param name to show
   * @throws UnreadableDumpException where it is no such document
   */
  public static EnvoyServerInfo parse(String name, byte[] text) throws UnreadableDumpException {
    Json info = JsonText.parse(name, text);
    if (!info.has("version") || !info.has("state") && !info.has("command_line_options")) {
      throw new UnreadableDumpException(info.place(), "is JSON, but no server_info of Envoy");
    }
    String build = info.textOrEmpty("version");
    String[] parts = build.split("/", -1);
    return new EnvoyServerInfo(
        build,
        EnvoyVersion.parse(build),
        parts.length >= 5 ? parts[4] : "",
        info.text("state").orElse("LIVE"),
        info.textOrEmpty("command_line_options", "log_level"),
        EnvoyNode.of(info.at("node")),
        info.duration("uptime_current_epoch"));
  }
}
