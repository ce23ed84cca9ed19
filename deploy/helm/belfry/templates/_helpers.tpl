{{- define "belfry.name" -}}
{{- printf "%s-belfry" .Release.Name | replace "belfry-belfry" "belfry" | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "belfry.labels" -}}
app.kubernetes.io/name: belfry
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{- define "belfry.meta" -}}
{{ include "belfry.labels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "belfry.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "belfry.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (include "belfry.name" .) }}
{{- end -}}

{{/* What both roles and the migrations are told. */}}
{{- define "belfry.env" -}}
- name: BELFRY_PUBLIC_URL
  value: {{ required "Set publicUrl to where browsers reach Belfry, e.g. https://push.example.com" .Values.publicUrl | quote }}
- name: BELFRY_LOG_LEVEL
  value: {{ .Values.logLevel | quote }}
{{- with .Values.trustedProxies }}
- name: BELFRY_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- if .Values.redis.cluster }}
- name: BELFRY_REDIS_CLUSTER
  value: "true"
{{- end }}
{{- range $name, $value := .Values.extraEnv }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "belfry.envFrom" -}}
- secretRef:
    name: {{ required "Set existingSecret to a secret with DATABASE_URL, BELFRY_MASTER_KEY and BELFRY_SECRET" .Values.existingSecret }}
{{- end -}}

{{- define "belfry.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "belfry.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}
