package dev.jlibp2p.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observations of a node. */
public enum Libp2pObservation implements ObservationDocumentation {

    /** Reaching a peer: all its addresses until one works. */
    DIAL {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultDialObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[]{LowCardinality.TRANSPORT, LowCardinality.OUTCOME};
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[]{HighCardinality.PEER};
        }
    },

    /** Asking a peer for a stream, until its protocol is settled. */
    STREAM_REQUEST {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultStreamRequestObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[]{LowCardinality.PROTOCOL, LowCardinality.OUTCOME};
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[]{HighCardinality.PEER, HighCardinality.CONNECTION};
        }
    },

    /** Handling a stream a peer has opened, on the thread of its handler. */
    STREAM_HANDLE {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultStreamHandleObservationConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return new KeyName[]{LowCardinality.PROTOCOL};
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return new KeyName[]{HighCardinality.PEER, HighCardinality.CONNECTION};
        }
    };

    /** Keys whose values are a closed set. */
    public enum LowCardinality implements KeyName {
        /** The transport of the connection, or of the last attempt. */
        TRANSPORT("transport"),
        /** The protocol, where this node or the library knows it; else {@code other}. */
        PROTOCOL("protocol"),
        /** One of {@link dev.jlibp2p.network.Outcome}. */
        OUTCOME("outcome");

        private final String key;

        LowCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Keys peers choose the values of: for traces, never for meters. */
    public enum HighCardinality implements KeyName {
        /** The peer's id; {@code unknown} where a dial takes whoever is there. */
        PEER("peer"),
        /** The connection's id. */
        CONNECTION("conn");

        private final String key;

        HighCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
