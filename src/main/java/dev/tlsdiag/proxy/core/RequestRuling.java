package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** What a policy does with a request. */
public sealed interface RequestRuling {
  /** Passed on, as it is but for what is written here. */
  Pass UNCHANGED = new Pass(List.of());

  /** Passed on. */
  record Pass(List<HeaderEdit> edits) implements RequestRuling {
    public Pass {
      edits = List.copyOf(edits);
    }
  }

  /** Answered here; the server does not learn of it. */
  record Answer(LocalReply reply, String reason) implements RequestRuling {
    public Answer {
      requireNonNull(reply, "reply is null");
      requireNonNull(reason, "reason is null");
    }
  }

  /** Never answered. */
  record Drop(String reason) implements RequestRuling {
    public Drop {
      requireNonNull(reason, "reason is null");
    }
  }

  /** The client's connection is reset. */
  record Reset(String reason) implements RequestRuling {
    public Reset {
      requireNonNull(reason, "reason is null");
    }
  }

  /**
   * A change of the header.
   *
   * @param value secret, perhaps; of {@link Change#REMOVE} the one to remove
   */
  record HeaderEdit(Change change, String name, String value) {
    /** What is done. */
    public enum Change {
      /** One more field of this name. */
      ADD,
      /** No field of this name and value is left. */
      REMOVE,
      /** The only field of this name. */
      SET
    }

    public HeaderEdit {
      requireNonNull(change, "change is null");
      requireNonNull(name, "name is null");
      requireNonNull(value, "value is null");
    }

    @Override
    public String toString() {
      return change + " " + name;
    }
  }
}
