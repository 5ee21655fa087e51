package dev.tlsdiag.mesh.hubble;

/** Which way, as the local endpoint sees it. */
public enum TrafficDirection {
  TRAFFIC_DIRECTION_UNKNOWN,
  INGRESS,
  EGRESS
}
