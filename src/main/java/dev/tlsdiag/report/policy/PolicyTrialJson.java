package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.UpstreamName;
import dev.tlsdiag.mesh.policy.trial.Trial;
import dev.tlsdiag.mesh.policy.trial.TrialStep;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A trial of policies as one document, described by {@code policy-test.schema.json}. */
public final class PolicyTrialJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;

  public PolicyTrialJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes it and passes it on; the stream stays open and belongs to the caller. */
  public void render(Trial trial, String from, String to) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    members(trial, from, to);
    json.close('}');
    out.add('\n');
    out.flush();
  }

  private void members(Trial trial, String from, String to) {
    json.key("outcome").token(trial.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.key("from").string(from).key("to").string(to);
    json.key("ciliumVersion").token(trial.version().toString());
    json.key("steps").open('[');
    trial.steps().forEach(this::step);
    json.close(']');
    trial.interception().ifPresent(this::interception);
    if (!trial.upstream().isEmpty()) {
      UpstreamName now =
          UpstreamName.of(trial.version(), trial.plan().sni(), PolicyTrialText.host(trial));
      json.key("upstreamServerName").open('{');
      upstream(now);
      json.key("byVersion").open('[');
      for (UpstreamName each : trial.upstream()) {
        json.open('{');
        upstream(each);
        json.close('}');
      }
      json.close(']').close('}');
    }
    strings("cannotTell", trial.cannotTell());
    strings("notes", trial.notes());
  }

  private void step(TrialStep step) {
    Ruling ruling = step.ruling();
    json.open('{').key("kind").token(step.kind().label());
    json.key("what").string(step.what());
    json.key("direction").token(step.attempt().direction().label());
    json.key("verdict").token(ruling.verdict().name());
    json.key("reason").string(ruling.reason());
    deciders(json, ruling.deciders());
    optional("client", step.client());
    optional("hubble", step.flow());
    json.close('}');
  }

  static void deciders(JsonText json, List<Ruling.Decider> deciders) {
    json.key("deciders").open('[');
    for (Ruling.Decider decider : deciders) {
      json.open('{').key("kind").token(decider.kind().label());
      json.key("policy").string(decider.policy()).key("path").string(decider.path());
      json.key("file").string(decider.place().file());
      json.key("line").number(decider.place().line());
      json.key("column").number(decider.place().column()).close('}');
    }
    json.close(']');
  }

  private void interception(Ruling.Interception interception) {
    json.key("interception").open('{');
    interception.terminating().ifPresent(source -> secret("terminating", source));
    interception.originating().ifPresent(source -> secret("originating", source));
    json.key("http").bool(interception.http()).key("dns").bool(interception.dns());
    strings("serverNames", interception.serverNames());
    optional("listener", interception.listener());
    json.close('}');
  }

  private void secret(String key, Ruling.TlsSource source) {
    json.key(key).open('{').key("secret").string(source.secret());
    json.key("trustedCA").string(source.trustedCa());
    json.key("certificate").string(source.certificate());
    json.key("privateKey").string(source.privateKey()).close('}');
  }

  private void upstream(UpstreamName name) {
    json.key("versions").string(name.period().versions());
    optional("serverName", name.name());
    json.key("because").string(name.because());
    json.key("regression").bool(name.period().isRegression());
  }

  private void optional(String key, Optional<String> value) {
    value.ifPresent(text -> json.key(key).string(text));
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    values.forEach(json::string);
    json.close(']');
  }
}
