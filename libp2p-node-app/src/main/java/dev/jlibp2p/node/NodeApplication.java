package dev.jlibp2p.node;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationExcludeFilter;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

/**
 * The managed node as a program. A {@code @SpringBootApplication}, but for what belongs to the management port's context, and
 * for error pages: every failure of this node is a problem, see {@link dev.jlibp2p.node.problem.ProblemReports}.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@ComponentScan(excludeFilters = {@Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
    @Filter(type = FilterType.CUSTOM, classes = AutoConfigurationExcludeFilter.class),
    @Filter(ManagementContextConfiguration.class)})
public class NodeApplication {
    /** Starts the node and serves until the process is told to stop. */
    public static void main(String[] args) {
        SpringApplication.run(NodeApplication.class, args);
    }
}
