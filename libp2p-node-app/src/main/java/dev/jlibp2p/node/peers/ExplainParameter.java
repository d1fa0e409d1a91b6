package dev.jlibp2p.node.peers;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Whether a dial that worked comes with its report, as the API's description has it. */
@Parameter(description = "Whether to tell what became of every address; a dial that failed always does")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@interface ExplainParameter {}
