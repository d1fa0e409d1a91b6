{{/* What values.schema.json cannot say: values that contradict each other, and those for what is not there yet. */}}
{{- define "libp2p-node.validate" -}}
{{- range $name, $instead := dict
      "serviceMonitor" "a ServiceMonitor: scrape /actuator/prometheus of the port management"
      "prometheusRule" "a PrometheusRule: write your rules on the series libp2p_*"
      "dashboards" "dashboards: import config/grafana/libp2p-dashboard.json of the repository" }}
{{- if (get $.Values $name).enabled }}
{{- fail (printf "%s.enabled is true, but this version of the chart does not bring %s. Set it to false." $name $instead) }}
{{- end }}
{{- end }}
{{- with .Values.identity }}
{{- if and (eq .mode "persistent") (not $.Values.persistence.enabled) }}
{{- fail "identity.mode is persistent, but persistence.enabled is false: each pod would have a new identity after every start. Set persistence.enabled to true, or identity.mode to secret or external." }}
{{- end }}
{{- if and (eq .mode "secret") (not .existingSecret) }}
{{- fail (printf "identity.mode is secret, but identity.existingSecret is empty. Set it to the name of a Secret with the keys %s-0.key and so on, one for each pod." (include "libp2p-node.fullname" $)) }}
{{- end }}
{{- if and (ne .mode "secret") .existingSecret }}
{{- fail (printf "identity.existingSecret is %s, but identity.mode is %s, which does not use it. Set identity.mode to secret, or leave the Secret out." .existingSecret .mode) }}
{{- end }}
{{- end }}
{{- with .Values.admin }}
{{- if and (eq .security "token") (not .existingSecret) }}
{{- fail "admin.security is token, but admin.existingSecret is empty. Set it to the name of a Secret with the token under the key token." }}
{{- end }}
{{- if and (ne .security "token") .existingSecret }}
{{- fail (printf "admin.existingSecret is %s, but admin.security is %s, which does not use it. Set admin.security to token, or leave the Secret out." .existingSecret .security) }}
{{- end }}
{{- end }}
{{- include "libp2p-node.validatePorts" . }}
{{- include "libp2p-node.validateBudgets" . }}
{{- end -}}

{{- define "libp2p-node.validatePorts" -}}
{{- $taken := dict "8080" "the admin interface" (toString .Values.management.port) "management.port" }}
{{- if eq (int .Values.management.port) 8080 }}
{{- fail "management.port is 8080, which is the port of the admin interface. Take another, for example 8081." }}
{{- end }}
{{- range $name := list "tcpPort" "wsPort" }}
{{- $port := get $.Values.p2p $name | toString }}
{{- if hasKey $taken $port }}
{{- fail (printf "p2p.%s is %s, which is the port of %s already. Take another." $name $port (get $taken $port)) }}
{{- end }}
{{- $_ := set $taken $port (printf "p2p.%s" $name) }}
{{- end }}
{{- $last := sub (add .Values.p2p.exposure.basePort .Values.replicaCount) 1 }}
{{- if and (eq .Values.p2p.exposure.type "nodePort") (gt (int $last) 65535) }}
{{- fail (printf "p2p.exposure.basePort is %v, so %v replicas need ports up to %v, which is more than 65535." .Values.p2p.exposure.basePort .Values.replicaCount $last) }}
{{- end }}
{{- end -}}

{{- define "libp2p-node.validateBudgets" -}}
{{- $needed := add .Values.preStopSleepSeconds 60 }}
{{- if and (lt (int .Values.terminationGracePeriodSeconds) (int $needed)) (not (dig "spring" "lifecycle" "" .Values.config)) }}
{{- fail (printf "terminationGracePeriodSeconds is %v, but %v are needed: preStopSleepSeconds and three phases of 20 seconds. Set it higher, or shorten the phases by config.spring.lifecycle.timeout-per-shutdown-phase." .Values.terminationGracePeriodSeconds $needed) }}
{{- end }}
{{- if lt (include "libp2p-node.memory" . | int) 384 }}
{{- fail (printf "resources.limits.memory is %s, but a node needs 384Mi or more: 256Mi beside heap and direct memory, and some of each." .Values.resources.limits.memory) }}
{{- end }}
{{- end -}}
