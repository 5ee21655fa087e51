package dev.tlsdiag.collect;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * About what to collect.
 *
 * @param namespace of the pod
 * @param pod the client
 * @param mesh whose evidence to ask for
 * @param meshNamespace where Cilium's pods are
 * @param port of the server, for captures
 * @param since how far back flows and logs go
 * @param capture where packets are captured; that makes a pod or a container in the cluster
 * @param captureFor how long
 * @param image with tcpdump and timeout
 * @param reproduce a command to run in the pod's own shell while packets are captured
 * @param context of kubectl's configuration
 */
public record CollectTarget(
    String namespace,
    String pod,
    Mesh mesh,
    String meshNamespace,
    int port,
    Duration since,
    Capture capture,
    Duration captureFor,
    String image,
    Optional<String> reproduce,
    Optional<String> context) {
  /** Whose proxy it is. */
  public enum Mesh {
    CILIUM,
    ISTIO,
    /** Both are asked; what is not there is left out. */
    ANY;

    boolean cilium() {
      return this != ISTIO;
    }

    boolean istio() {
      return this != CILIUM;
    }
  }

  /** Where packets are captured. */
  public enum Capture {
    NONE,
    /** On the pod's node, all interfaces: both legs of a proxy on the node. */
    NODE,
    /** In the pod's network namespace, by an ephemeral container. */
    POD
  }

  public CollectTarget {
    requireNonNull(namespace, "namespace is null");
    requireNonNull(pod, "pod is null");
    requireNonNull(mesh, "mesh is null");
    requireNonNull(meshNamespace, "meshNamespace is null");
    requireNonNull(since, "since is null");
    requireNonNull(capture, "capture is null");
    requireNonNull(captureFor, "captureFor is null");
    requireNonNull(image, "image is null");
    requireNonNull(reproduce, "reproduce is null");
    requireNonNull(context, "context is null");
  }
}
