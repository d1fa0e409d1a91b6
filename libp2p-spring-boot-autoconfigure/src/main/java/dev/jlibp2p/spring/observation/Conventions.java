package dev.jlibp2p.spring.observation;

import org.jspecify.annotations.Nullable;

/** The application's own conventions, where it has any. */
record Conventions(@Nullable DialObservationConvention dial, @Nullable StreamRequestObservationConvention streamRequest,
        @Nullable StreamHandleObservationConvention streamHandle) {}
