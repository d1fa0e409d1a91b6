package dev.jlibp2p.node.peers;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How long a call waits, as the API's description has it. */
@Parameter(description = TimedCall.DESCRIPTION)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface TimeoutParameter {}
