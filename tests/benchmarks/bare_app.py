"""What a dashboard costs at the least: one widget and one chart of Streamlit's, nothing else."""

import plotly.graph_objects as go
import streamlit as st

height = st.segmented_control("Height", ["low", "high"], default="low", required=True, key="height")
figure = go.Figure([go.Bar(x=[1, 2, 3], y=[f"row {number}" for number in range(3)], orientation="h")])
figure.update_layout(title=f"bare {height}", height=400 if height == "low" else 500)
st.plotly_chart(figure, theme=None, key="chart")
st.html('<footer class="site-footer">bare</footer>')
