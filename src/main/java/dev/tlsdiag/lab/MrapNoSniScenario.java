package dev.tlsdiag.lab;

import java.io.IOException;

/**
 * The multi-region access point that says nothing without a name, and the bucket that does not
 * care.
 */
final class MrapNoSniScenario implements Scenario {
  @Override
  public String name() {
    return "mrap-no-sni";
  }

  @Override
  public String summary() {
    return "silent without SNI, beside a bucket that needs none";
  }

  @Override
  public String profile() {
    return "cilium-before-sni-fix";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("upstream-sni-missing");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String mrap = lab.host("mraps3sample.mrap.accesspoint.s3-global.amazonaws.test");
          lab.serve(
              LabServer.bucket(
                  "mrap", HelloPolicy.bySni(lab.good(mrap), new Reaction.StaySilent())),
              mrap,
              true,
              "answers with SNI, says nothing without");
          String bucket = lab.host("bucket.s3.us-east-1.amazonaws.test");
          lab.serve(
              LabServer.bucket("plain-bucket", HelloPolicy.always(lab.good(bucket))),
              bucket,
              false,
              "answers with and without SNI");
        });
  }
}
